import type { PackageEntry } from '../package/package-tree.js';
import type { PackageProgram } from '../program/find-programs.js';
import type { PackageFile } from './package-file.js';

const MODULES = /^usr\/(?:local\/)?lib\/python3(?:\.\d+)?\/(?:site|dist)-packages$/;

/** The folders of a package with the modules that its program, a script of the system's Python, imports. */
export function pythonFolders(
  { file }: PackageProgram,
  files: readonly PackageFile[],
  entries: readonly PackageEntry[],
): readonly string[] {
  const program = files.find((candidate) => candidate.path === file);
  const isPython = program?.interpreter !== undefined && isForPython(program.interpreter);
  if (!isPython) return [];
  return entries.filter(({ kind, path }) => kind === 'folder' && MODULES.test(path)).map(({ path }) => path);
}

/** `env` is told by what it is mostly used for in a package of modules. */
function isForPython(interpreter: string): boolean {
  return /\/(?:python3?(?:\.\d+)?|env)$/.test(interpreter);
}
