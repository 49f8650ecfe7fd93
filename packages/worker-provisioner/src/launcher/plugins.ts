import path from 'node:path';
import type { PackageFile } from './package-file.js';

/**
 * The libraries in the folder of a package's program that nothing of the package is linked with: the program looks for
 * them itself when it runs, as ggml does for its backends.
 *
 * @param program the file of the program, in the tree
 * @returns paths in the tree
 */
export function findPlugins(program: string, files: readonly PackageFile[]): readonly string[] {
  const linked = new Set(
    files.flatMap(({ elf }) => elf?.needed ?? []).map((name) => path.posix.basename(name)),
  );
  const folder = path.posix.dirname(program);
  return files
    .filter(({ path: file, elf }) => elf !== undefined && isLibraryIn(folder, file))
    .filter(({ path: file, elf }) => !linked.has(path.posix.basename(file)) && !linked.has(elf?.soname ?? ''))
    .map(({ path: file }) => file);
}

function isLibraryIn(folder: string, file: string): boolean {
  return path.posix.dirname(file) === folder && /\.so(?:\.|$)/.test(file);
}
