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
  readonly fromSystem: readonly string[];
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
  const fromSystem = new Set<string>();
  let example: LibraryNeeds['example'];
  for (const { path: file, elf } of files) {
    for (const library of elf?.needed ?? []) {
      const holders = places.get(path.posix.basename(library));
      if (holders === undefined) {
        fromSystem.add(library);
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
  return { folders: [...folders].sort(), fromSystem: [...fromSystem].sort(), ...(example && { example }) };
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
