import { createHash } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { artifactFolderName, type CallOptions, isReservedName } from '@rbee/artifact-catalog';
import { isFromSystem, isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';

/** Entries that are looked at together. */
const BATCH = 64;
/** More than a package may have. */
const MAX_ENTRIES = 1_000_000;
const MAX_STAMP_BYTES = 4_096;

/** Below the catalog's root; no artifact's folder is called so. */
const FOLDER = path.join('@state', 'stamps');

/**
 * What the system reports of every entry of a worker's folder, without reading any: another stamp is the same content
 * only by chance. The folder itself and what the catalog keeps in it do not count.
 */
export async function stampTree(folder: string, { signal }: CallOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  const folders = [''];
  let count = 0;
  for (let below = folders.shift(); below !== undefined; below = folders.shift()) {
    const names = (await readdir(path.join(folder, below))).filter(
      (name) => below !== '' || !isReservedName(name),
    );
    count += names.length;
    if (count > MAX_ENTRIES) throw new RangeError(`${folder} has more than ${MAX_ENTRIES} entries.`);
    names.sort();
    for (let start = 0; start < names.length; start += BATCH) {
      signal?.throwIfAborted();
      const batch = names.slice(start, start + BATCH).map((name) => path.join(below, name));
      for (const { text, isFolder, name } of await Promise.all(batch.map((one) => look(folder, one)))) {
        hash.update(text);
        if (isFolder) folders.push(name);
      }
    }
  }
  return `sha256:${hash.digest('hex')}`;
}

async function look(folder: string, name: string) {
  const stats = await lstat(path.join(folder, name), { bigint: true });
  const { mode, size, ino, mtimeNs, ctimeNs } = stats;
  const text = `${[JSON.stringify(name), mode, size, ino, mtimeNs, ctimeNs].join(' ')}\n`;
  return { name, text, isFolder: stats.isDirectory() };
}

/** When a worker was last known to be what its record says. */
export interface Stamps {
  /** The stamp that its folder had then. */
  read(artifactId: string, treeDigest: string): Promise<string | undefined>;
  write(artifactId: string, treeDigest: string, stamp: string): Promise<void>;
  remove(artifactId: string): Promise<void>;
}

const StoredStamp = z.object({ treeDigest: z.string(), stamp: z.string() });

/** Keeps each worker's stamp in a file. One that cannot be read or written is as none: then all is read again. */
export function openStamps(root: string): Stamps {
  const fileOf = (id: string) => path.join(root, FOLDER, `${artifactFolderName(id)}.json`);
  return {
    async read(artifactId, treeDigest) {
      const stored = StoredStamp.safeParse(await readJson(fileOf(artifactId)));
      return stored.success && stored.data.treeDigest === treeDigest ? stored.data.stamp : undefined;
    },
    write: (artifactId, treeDigest, stamp) =>
      unlessRefused(replaceFile(fileOf(artifactId), `${JSON.stringify({ treeDigest, stamp })}\n`)),
    remove: (artifactId) => unlessRefused(rm(fileOf(artifactId), { force: true })),
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readRegularFile(file, { maxBytes: MAX_STAMP_BYTES })).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || isFromSystem(error)) return undefined;
    if (isSystemError(error, 'EFTYPE', 'ELOOP', 'EFBIG')) return undefined;
    throw error;
  }
}

async function unlessRefused(work: Promise<void>): Promise<void> {
  return work.catch((error: unknown) => {
    if (!isFromSystem(error)) throw error;
  });
}
