import { showForeign } from '@rbee-internal/redact-url';
import type { SettledPackage } from '../package/settle-package.js';
import type { PackageProgram } from '../program/find-programs.js';
import { type BoundPaths, findBoundPaths } from './bound-paths.js';
import type { LauncherPlan } from './launcher.js';
import { findLibraryNeeds, type LibraryNeeds, type SystemLibrary } from './library-folders.js';
import { type PackageFile, readPackageFiles } from './package-file.js';
import { findPlugins } from './plugins.js';
import { pythonFolders } from './python-folders.js';

/** How a package's program has to be started, wherever it is installed. */
export interface StartNeeds {
  /** Absent: the program starts as it is. */
  readonly launcher?: LauncherPlan;
  /** Libraries that the system has to have. */
  readonly systemLibraries: readonly SystemLibrary[];
  /** Libraries beside the program that it looks for itself. */
  readonly plugins: readonly string[];
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
  const parts = { libraryFolders: libraries.folders, moduleFolders: modules, mounts: bound.mounts };
  const kind = bound.example === undefined ? 'library-path' : 'mounts';
  const why = boundReason(bound) ?? libraryReason(libraries) ?? moduleReason(program, modules);
  return {
    systemLibraries: libraries.fromSystem,
    plugins: findPlugins(program.file, files),
    ...(why !== undefined && { launcher: { kind, why, ...parts } }),
  };
}

function boundReason({ example }: BoundPaths): string | undefined {
  if (example === undefined) return undefined;
  return `${showForeign(example.namedBy)} names ${showForeign(example.path)}, which the package brings`;
}

function libraryReason({ example }: LibraryNeeds): string | undefined {
  if (example === undefined) return undefined;
  return `${showForeign(example.needs)} needs ${showForeign(example.library)}, which the package brings`;
}

function moduleReason({ path }: PackageProgram, [folder]: readonly string[]): string | undefined {
  if (folder === undefined) return undefined;
  return `${showForeign(path)} imports modules that the package brings in ${showForeign(folder)}`;
}

/** What the program itself says is the best example. */
function programFirst({ file }: PackageProgram): (a: PackageFile, b: PackageFile) => number {
  return (a, b) => Number(b.path === file) - Number(a.path === file);
}
