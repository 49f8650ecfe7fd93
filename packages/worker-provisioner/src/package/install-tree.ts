import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { type CallOptions, isReservedName } from '@rbee/artifact-catalog';
import { chooseProgram } from './choose-program.js';
import { checkLinks } from './package-links.js';
import { type PackageEntry, readPackageTree } from './package-tree.js';
import { settleMode } from './settle-mode.js';
import { packageUnsafe } from './unsafe-package.js';

export interface InstallTreeOptions extends CallOptions {
  /** The program's file name, when the metadata names it. */
  readonly binaryName?: string | undefined;
}

/**
 * Makes a packaged tree (`$pkgdir`) ready to be an artifact's folder: checks that nothing in it leads out of it,
 * drops setuid, setgid and sticky bits, and moves the worker's program to the top. Everything else keeps its place.
 * No link is followed, and nothing outside the tree is changed, whatever stands in it or in its place.
 *
 * @returns the program's file name
 * @throws ProvisionError `PACKAGE_UNSAFE`, `EXECUTABLE_NOT_FOUND`
 */
export async function installTree(pkgDir: string, options: InstallTreeOptions = {}): Promise<string> {
  const { binaryName, signal } = options;
  const entries = await readPackageTree(pkgDir, { signal });
  for (const entry of entries) checkEntry(entry);
  checkLinks(entries);
  await settleFiles(pkgDir, entries, signal);
  const program = chooseProgram(entries, binaryName);
  const name = path.posix.basename(program.path);
  if (name !== program.path) {
    if (entries.some((entry) => entry.path === name))
      throw packageUnsafe(name, `it stands where the program ${name} goes`);
    await rename(path.join(pkgDir, program.path), path.join(pkgDir, name));
    await removeEmptyParents(pkgDir, path.dirname(program.path));
  }
  const file = path.join(pkgDir, name);
  await settleMode(file, await lstat(file), 0o755);
  return name;
}

function checkEntry({ path: entry, kind }: PackageEntry): void {
  if (!entry.includes('/') && isReservedName(entry))
    throw packageUnsafe(entry, 'the catalog keeps its record there');
  if (kind === 'other') throw packageUnsafe(entry, 'it is neither a file, a folder nor a link');
}

/** Files that have a name outside the tree too are replaced by copies: what is changed here stays here. */
async function settleFiles(
  root: string,
  entries: readonly PackageEntry[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const names = new Map<number, number>();
  for (const { kind, inode } of entries) if (kind === 'file') names.set(inode, (names.get(inode) ?? 0) + 1);
  for (const entry of entries) {
    if (entry.kind !== 'file') continue;
    signal?.throwIfAborted();
    const file = path.join(root, entry.path);
    const isShared = entry.names > (names.get(entry.inode) ?? 0);
    if (isShared) await replaceByCopy(file);
    if (isShared || needsSettling(entry)) await settleMode(file, await lstat(file));
  }
}

function needsSettling({ mode }: PackageEntry): boolean {
  return (mode & 0o7000) !== 0 || (mode & 0o600) !== 0o600;
}

async function replaceByCopy(file: string): Promise<void> {
  const copy = `${file}.${randomUUID()}`;
  try {
    await copyFile(file, copy, constants.COPYFILE_EXCL);
    await rename(copy, file);
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}

async function removeEmptyParents(root: string, folder: string): Promise<void> {
  for (let current = folder; current !== '.' && current !== ''; current = path.dirname(current)) {
    const absolute = path.join(root, current);
    if ((await readdir(absolute)).length > 0) return;
    await rmdir(absolute);
  }
}
