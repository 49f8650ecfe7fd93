import { isReservedName } from '@rbee/artifact-catalog';
import { type PackageEntry, readPackageTree } from './package-tree.js';
import { settleFiles } from './settle-files.js';
import { followLinks, makeRelative, type PackageLinks } from './settle-links.js';
import { packageUnsafe } from './unsafe-package.js';

/** What a packaged tree holds, once it may be installed anywhere. */
export interface SettledPackage {
  readonly entries: readonly PackageEntry[];
  readonly links: PackageLinks;
  /** Files that had setuid or setgid bits. */
  readonly privileged: readonly string[];
}

/**
 * Makes a packaged tree (`$pkgdir`) independent of the place it is installed to: absolute links into it become relative,
 * setuid, setgid and sticky bits are dropped. Everything keeps its place. No link is followed, and nothing outside the
 * tree is changed, whatever stands in it or in its place.
 *
 * @throws ProvisionError `PACKAGE_UNSAFE`
 */
export async function settlePackage(root: string, signal?: AbortSignal): Promise<SettledPackage> {
  const entries = await readPackageTree(root, { signal });
  for (const entry of entries) checkEntry(entry);
  const links = followLinks(entries);
  await makeRelative(root, links);
  const privileged = await settleFiles(root, entries, signal);
  return { entries, links, privileged };
}

function checkEntry({ path: entry, kind }: PackageEntry): void {
  if (!entry.includes('/') && isReservedName(entry))
    throw packageUnsafe(entry, 'the catalog keeps its record there');
  if (kind === 'other') throw packageUnsafe(entry, 'it is neither a file, a folder nor a link');
}
