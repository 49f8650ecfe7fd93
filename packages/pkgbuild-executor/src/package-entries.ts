import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, read, readlinkSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createPace, type Pace } from './pace.js';
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

/** Larger files are read in pieces of it, each of which is waited for. */
const PIECE_BYTES = 262_144;

const readDescriptor = promisify(read);

const ROOT = { uid: 0, gid: 0, user: 'root', group: 'root' };

/**
 * All paths below a folder in the order of their bytes. Links are not followed; other things than files are left out.
 * Synchronous in parts: small questions to the disk's cache take many times as long when each is waited for.
 */
export async function readPackageEntries(
  folder: string,
  owners: readonly PathOwner[],
  signal?: AbortSignal,
): Promise<PackageEntry[]> {
  const ownerOf = new Map(owners.map(({ path: name, ...owner }) => [name, owner]));
  const firstOf = new Map<string, string>();
  const entries: PackageEntry[] = [];
  const pace = createPace(signal);
  for (const name of await listPaths(folder, pace)) {
    await pace();
    const file = path.join(folder, name);
    const stat = lstatSync(file, { bigint: true });
    const mode = Number(stat.mode) & 0o7777;
    const common = { path: name, mode, ...(ownerOf.get(name) ?? ROOT) };
    if (stat.isDirectory()) entries.push({ ...common, type: 'folder', size: 0 });
    else if (stat.isSymbolicLink())
      entries.push({ ...common, type: 'link', mode: LINK_MODE, size: 0, target: readlinkSync(file) });
    else if (stat.isFile()) {
      const identity = `${stat.dev}:${stat.ino}`;
      const size = Number(stat.size);
      const sameAs = stat.nlink > 1n ? firstOf.get(identity) : undefined;
      firstOf.set(identity, firstOf.get(identity) ?? name);
      const content = () => readFileBytes(file, { size, identity });
      entries.push({ ...common, type: 'file', size, content, ...(sameAs === undefined ? {} : { sameAs }) });
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
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return sortByBytes([...byPath.keys()]).flatMap((name) => byPath.get(name) ?? []);
}

/** `buffer` of the bytes is made once for each, not at each comparison. */
function sortByBytes(names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, bytes: Buffer.from(name) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ name }) => name);
}

export async function sha256Of(entry: PackageEntry): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of entry.content?.() ?? []) hash.update(chunk);
  return hash.digest('hex');
}

async function listPaths(folder: string, pace: Pace): Promise<string[]> {
  const paths: string[] = [];
  const pending = [''];
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    await pace();
    for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      paths.push(name);
      if (entry.isDirectory()) pending.push(name);
    }
  }
  return sortByBytes(paths);
}

/** Exactly so many bytes of this very file: one that changes meanwhile would break the archive. */
async function* readFileBytes(
  file: string,
  { size, identity }: { readonly size: number; readonly identity: string },
): AsyncGenerator<Buffer> {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    if (`${dev}:${ino}` !== identity) throw new Error(`${file} was replaced while it was packed`);
    for (let read = 0; read < size; ) {
      const wanted = Math.min(PIECE_BYTES, size - read);
      const { buffer, bytesRead } = await readPiece(descriptor, wanted, size <= PIECE_BYTES);
      if (bytesRead === 0) throw new Error(`${file} became shorter while it was packed`);
      read += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    closeSync(descriptor);
  }
}

async function readPiece(descriptor: number, wanted: number, isSmall: boolean) {
  const buffer = Buffer.allocUnsafe(wanted);
  if (isSmall) return { buffer, bytesRead: readSync(descriptor, buffer) };
  return readDescriptor(descriptor, buffer, 0, wanted, null);
}
