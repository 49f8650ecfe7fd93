import path from 'node:path';
import type { PackageEntry } from '../package/package-tree.js';
import type { PackageLinks } from '../package/settle-links.js';
import type { PackageFile } from './package-file.js';

/** What the files of a package need of its libraries. */
export interface LibraryNeeds {
  /** Folders of the tree with libraries that are needed and would not be found from where they are. */
  readonly folders: readonly string[];
  /** The first such library, and what needs it. */
  readonly example?: { readonly library: string; readonly needs: string };
  /** Libraries that a file needs and that the package does not have: the system has to. */
  readonly fromSystem: readonly SystemLibrary[];
}

/** A library that the system has to have. */
export interface SystemLibrary {
  /** Its soname. */
  readonly library: string;
  /** The first file of the package that needs it. */
  readonly neededBy: string;
  /** Absolute run paths of the files that need it. */
  readonly runPaths: readonly string[];
}

/**
 * Finds the libraries of a package that its own programs and libraries need but would not find by their run paths once
 * the package is installed elsewhere than in `/`.
 */
export function findLibraryNeeds(
  files: readonly PackageFile[],
  { entries, links }: { readonly entries: readonly PackageEntry[]; readonly links: PackageLinks },
): LibraryNeeds {
  const places = placesByName(entries, links);
  const folders = new Set<string>();
  const fromSystem = new Map<string, SystemLibrary>();
  let example: LibraryNeeds['example'];
  for (const each of files) {
    const { path: file, elf } = each;
    for (const library of elf?.needed ?? []) {
      const holders = places.get(path.posix.basename(library));
      if (holders === undefined) {
        fromSystem.set(library, systemLibrary(library, each, fromSystem.get(library)));
        continue;
      }
      const reached = (elf?.runPaths ?? []).map((folder) => reachedFrom(file, folder));
      if (holders.some((holder) => reached.includes(holder))) continue;
      const [holder] = holders;
      if (holder === undefined) continue;
      folders.add(holder);
      example ??= { library, needs: file };
    }
  }
  return {
    folders: [...folders].sort(),
    fromSystem: [...fromSystem.values()].sort(byName),
    ...(example && { example }),
  };
}

function systemLibrary(
  library: string,
  { path: file, elf }: Pick<PackageFile, 'path' | 'elf'>,
  before: SystemLibrary | undefined,
): SystemLibrary {
  const absolute = (elf?.runPaths ?? []).filter((folder) => path.posix.isAbsolute(folder));
  return {
    library,
    neededBy: before?.neededBy ?? file,
    runPaths: [...new Set([...(before?.runPaths ?? []), ...absolute])],
  };
}

function byName(a: SystemLibrary, b: SystemLibrary): number {
  return a.library < b.library ? -1 : 1;
}

/** The folders of the tree that have a file, or a link to one, of a library's name. */
function placesByName(
  entries: readonly PackageEntry[],
  { ends }: PackageLinks,
): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const { path: entry, kind } of entries) {
    if (!/\.so(?:\.|$)/.test(entry) || (kind !== 'file' && !ends.has(entry))) continue;
    const name = path.posix.basename(entry);
    places.set(name, [...(places.get(name) ?? []), path.posix.dirname(entry)]);
  }
  return places;
}

/** The folder of the tree that a run path names from where the file is; absolute ones lead to the system. */
function reachedFrom(file: string, runPath: string): string | undefined {
  const origin = /^\$(?:ORIGIN|\{ORIGIN\})(?:\/|$)(.*)$/.exec(runPath);
  if (origin === null) return undefined;
  return path.posix.join(path.posix.dirname(file), origin[1] ?? '').replace(/\/$/, '');
}
