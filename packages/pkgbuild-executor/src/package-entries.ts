import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { PathOwner } from './types.js';

/** One path of a package. */
export interface PackageEntry {
  /** Below the package's root, without a leading or final slash. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'link';
  readonly mode: number;
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  /** Where a symbolic link points to. */
  readonly target?: string;
  /** The path of an earlier entry that is the same file. */
  readonly sameAs?: string;
  /** The bytes of a file. */
  readonly content?: () => AsyncIterable<Buffer>;
}

const LINK_MODE = 0o777;

const ROOT = { uid: 0, gid: 0, user: 'root', group: 'root' };

/** All paths below a folder in the order of their bytes. Links are not followed; other things than files are left out. */
export async function readPackageEntries(
  folder: string,
  owners: readonly PathOwner[],
): Promise<PackageEntry[]> {
  const ownerOf = new Map(owners.map(({ path: name, ...owner }) => [name, owner]));
  const firstOf = new Map<string, string>();
  const entries: PackageEntry[] = [];
  for (const name of await listPaths(folder)) {
    const file = path.join(folder, name);
    const stat = await lstat(file);
    const common = { path: name, mode: stat.mode & 0o7777, ...(ownerOf.get(name) ?? ROOT) };
    if (stat.isDirectory()) entries.push({ ...common, type: 'folder', size: 0 });
    else if (stat.isSymbolicLink())
      entries.push({ ...common, type: 'link', mode: LINK_MODE, size: 0, target: await readlink(file) });
    else if (stat.isFile()) {
      const identity = `${stat.dev}:${stat.ino}`;
      const sameAs = stat.nlink > 1 ? firstOf.get(identity) : undefined;
      firstOf.set(identity, firstOf.get(identity) ?? name);
      const content = () => readFileBytes(file, stat.size);
      entries.push({
        ...common,
        type: 'file',
        size: stat.size,
        content,
        ...(sameAs === undefined ? {} : { sameAs }),
      });
    }
  }
  return entries;
}

/** A file of our own, such as `.PKGINFO`. */
export function memoryEntry(name: string, bytes: Buffer): PackageEntry {
  return {
    path: name,
    type: 'file',
    mode: 0o644,
    size: bytes.length,
    ...ROOT,
    content: async function* () {
      yield bytes;
    },
  };
}

export function sortEntries(entries: readonly PackageEntry[]): PackageEntry[] {
  return [...entries].sort((one, other) => Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)));
}

export async function sha256Of(entry: PackageEntry): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of entry.content?.() ?? []) hash.update(chunk);
  return hash.digest('hex');
}

async function listPaths(folder: string): Promise<string[]> {
  const paths: string[] = [];
  const pending = [''];
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      paths.push(name);
      if (entry.isDirectory()) pending.push(name);
    }
  }
  return paths.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

/** Exactly so many bytes: a file that changes meanwhile would break the archive. */
async function* readFileBytes(file: string, size: number): AsyncGenerator<Buffer> {
  const handle: FileHandle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    let read = 0;
    while (read < size) {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(Math.min(262_144, size - read)),
        0,
        null,
        null,
      );
      if (bytesRead === 0) throw new Error(`${file} became shorter while it was packed`);
      read += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
