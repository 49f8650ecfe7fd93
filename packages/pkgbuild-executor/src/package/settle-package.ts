import { constants, type Dirent } from 'node:fs';
import { chmod, lstat, readdir, readlink, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile } from '@rbee-internal/system/files';
import type { OutwardLink, PackageChange } from './built-package.js';
import { followLink } from './package-links.js';

/** Files and folders of one package; the largest of Arch have a few hundred thousand. */
const MAX_ENTRIES = 2_000_000;

/** setuid and setgid. */
const PRIVILEGE_BITS = 0o6000;

/** What was found and changed in a package after its function. */
export interface SettledPackage {
  readonly changes: readonly PackageChange[];
  readonly outwardLinks: readonly OutwardLink[];
}

/**
 * Makes a package independent of the place it is installed to: absolute links to files of the package become relative, and
 * setuid and setgid bits are dropped. Other links are left as they are, and those that lead out of the package are listed.
 * No link is followed. Called once no process of the build is left.
 */
export async function settlePackage(pkgDir: string, signal: AbortSignal): Promise<SettledPackage> {
  const changes: PackageChange[] = [];
  const outwardLinks: OutwardLink[] = [];
  for await (const { place, entry } of entriesBelow(pkgDir)) {
    signal.throwIfAborted();
    if (entry.isSymbolicLink()) await settleLink(pkgDir, place, { changes, outwardLinks });
    else if (entry.isFile() || entry.isDirectory()) {
      const change = await dropPrivileges(pkgDir, place, entry);
      if (change !== undefined) changes.push(change);
    }
  }
  return { changes, outwardLinks };
}

interface Found {
  /** Below the package's folder. */
  readonly place: string;
  readonly entry: Dirent;
}

async function* entriesBelow(pkgDir: string): AsyncGenerator<Found> {
  const pending = [''];
  let count = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await readFolder(path.join(pkgDir, folder))) {
      count += 1;
      if (count > MAX_ENTRIES) throw new Error(`${pkgDir} has more than ${MAX_ENTRIES} entries`);
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) pending.push(place);
      yield { place, entry };
    }
  }
}

/** A folder that its own package made unreadable has nothing that can be changed. */
async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    if (isSystemError(error, 'EACCES')) return [];
    throw error;
  }
}

async function settleLink(
  pkgDir: string,
  place: string,
  { changes, outwardLinks }: { changes: PackageChange[]; outwardLinks: OutwardLink[] },
): Promise<void> {
  const link = path.join(pkgDir, place);
  const target = await readlink(link);
  const { kind, named } = await followLink(pkgDir, place, target);
  if (kind !== 'inside') {
    const isOutside = kind === 'outside' || path.isAbsolute(target);
    outwardLinks.push({ path: place, target, reason: isOutside ? 'outside' : 'missing' });
    return;
  }
  if (!path.isAbsolute(target) || named === undefined) return;
  const relative = path.relative(path.dirname(place), named) || '.';
  await unlink(link);
  await symlink(relative, link);
  changes.push({ change: 'link-made-relative', path: place, target: relative, was: target });
}

async function dropPrivileges(
  pkgDir: string,
  place: string,
  entry: Dirent,
): Promise<PackageChange | undefined> {
  const file = path.join(pkgDir, place);
  const mode = (await lstat(file)).mode & 0o7777;
  if ((mode & PRIVILEGE_BITS) === 0) return undefined;
  await changeMode(file, mode & ~PRIVILEGE_BITS, entry);
  return { change: 'privileges-dropped', path: place, mode };
}

/** By a descriptor where the file can be opened, so that no link is followed. */
async function changeMode(file: string, mode: number, entry: Dirent): Promise<void> {
  if (entry.isDirectory()) return chmod(file, mode);
  try {
    const handle = await openRegularFile(file, constants.O_RDONLY);
    await handle.chmod(mode).finally(() => handle.close());
  } catch (error) {
    if (!isSystemError(error, 'EACCES')) throw error;
    await chmod(file, mode);
  }
}
