import { showForeign } from '@rbee-internal/redact-url';
import type { SettledPackage } from '../package/settle-package.js';
import type { PackageProgram } from '../program/find-programs.js';
import { findBoundPaths } from './bound-paths.js';
import type { LauncherPlan } from './launcher.js';
import { findLibraryNeeds } from './library-folders.js';
import { type PackageFile, readPackageFiles } from './package-file.js';
import { pythonFolders } from './python-folders.js';

/** How a package's program has to be started, wherever it is installed. */
export interface StartNeeds {
  /** Absent: the program starts as it is. */
  readonly launcher?: LauncherPlan;
  /** Libraries that the system has to have. */
  readonly systemLibraries: readonly string[];
}

/**
 * Reads the programs, libraries and scripts of a packaged tree, and says how its program has to be started: as it is,
 * with the package's libraries on the library path, or with the package mounted where it was made for.
 */
export async function planLauncher(
  root: string,
  { program, settled }: { readonly program: PackageProgram; readonly settled: SettledPackage },
  signal: AbortSignal | undefined,
): Promise<StartNeeds> {
  const files = (await readPackageFiles(root, settled.entries, signal)).sort(programFirst(program));
  const libraries = findLibraryNeeds(files, settled);
  const bound = findBoundPaths(files, settled.entries);
  const modules = pythonFolders(program, files, settled.entries);
  const systemLibraries = libraries.fromSystem;
  const parts = { libraryFolders: libraries.folders, moduleFolders: modules, mounts: bound.mounts };
  if (bound.example !== undefined) {
    const { namedBy, path } = bound.example;
    const why = `${showForeign(namedBy)} names ${showForeign(path)}, which the package brings`;
    return { systemLibraries, launcher: { kind: 'mounts', why, ...parts } };
  }
  const [module] = modules;
  const { example } = libraries;
  if (example === undefined && module === undefined) return { systemLibraries };
  const why =
    example === undefined
      ? `${showForeign(program.path)} imports modules that the package brings in ${showForeign(module ?? '')}`
      : `${showForeign(example.needs)} needs ${showForeign(example.library)}, which the package brings`;
  return { systemLibraries, launcher: { kind: 'library-path', why, ...parts } };
}

/** What the program itself says is the best example. */
function programFirst({ file }: PackageProgram): (a: PackageFile, b: PackageFile) => number {
  return (a, b) => Number(b.path === file) - Number(a.path === file);
}
