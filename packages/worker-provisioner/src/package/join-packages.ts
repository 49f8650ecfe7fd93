import { lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { readPackageTree } from './package-tree.js';
import { packageUnsafe } from './unsafe-package.js';

/**
 * Puts several packages of one recipe together, as installing them all would: everything is moved into the first.
 *
 * @param pkgDirs the first is what the others are moved into
 * @throws ProvisionError `PACKAGE_UNSAFE` when two packages have the same file
 */
export async function joinPackages(
  [first, ...others]: readonly [string, ...string[]],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (others.length === 0) return;
  const kinds = new Map((await readPackageTree(first, { signal })).map((entry) => [entry.path, entry.kind]));
  for (const other of others) {
    for (const { path: entry, kind } of await readPackageTree(other, { signal })) {
      signal?.throwIfAborted();
      const there = kinds.get(entry);
      if (there === 'folder' && kind === 'folder') continue;
      if (there !== undefined) throw packageUnsafe(entry, 'two packages of the recipe have it');
      const target = path.join(first, entry);
      if (kind === 'folder')
        await mkdir(target, { mode: (await lstat(path.join(other, entry))).mode & 0o777 });
      else await rename(path.join(other, entry), target);
      kinds.set(entry, kind);
    }
  }
}
