import { lstat, readdir, readlink } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { ATTESTATIONS_FILE, METADATA_FILE, TREE_FILE } from '../../catalog-layout.js';
import { MAX_OPEN_FILES } from '../../options.js';
import { drain } from './drain.js';
import { hashFile } from './hash-file.js';
import { textOfPath } from './path-text.js';

/** An entry as it stands there, whatever it is. */
export interface FoundEntry {
  readonly path: string;
  /** `other` is a FIFO, a socket or a device. */
  readonly type: 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  readonly size: number;
  /** The target of a link. */
  readonly target?: string;
  /** The digest of a file; `undefined` where none was wanted, it changed meanwhile, or may not be read. */
  readonly digest?: string | undefined;
  /** Recognises files with several names. */
  readonly inode?: string;
  /** Why a file or folder could not be read. */
  readonly unreadable?: unknown;
}

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called for each entry, in no order. What it throws ends the walk. */
  readonly onEntry: (entry: FoundEntry) => void;
  /** Whether the content of a file of this path and size is to be read. */
  readonly wantsDigest: (path: string, size: number) => boolean;
}

interface Task {
  readonly file: Buffer;
  /** Below the tree's folder; empty for the folder itself. */
  readonly path: string;
}

/** Looks at everything in a tree but what the catalog keeps at its top. No link is followed and no FIFO waited for. */
export async function walkTree(folder: string, options: WalkOptions): Promise<void> {
  const work = async ({ file, path }: Task): Promise<readonly Task[]> => {
    options.signal?.throwIfAborted();
    if (path === '') return childrenOf({ file, path });
    const found = await unlessGone(() => lookAt({ file, path }, options));
    if (found === undefined) return [];
    if (found.type !== 'folder') return note(options, found);
    try {
      const children = await childrenOf({ file, path });
      note(options, found);
      return children;
    } catch (error) {
      if (!isSystemError(error, 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR')) throw error;
      return note(options, { ...found, unreadable: error });
    }
  };
  await drain([{ file: Buffer.from(folder), path: '' }], { lanes: MAX_OPEN_FILES, work });
}

function note({ onEntry }: WalkOptions, found: FoundEntry): readonly Task[] {
  onEntry(found);
  return [];
}

const SLASH = Buffer.from('/');

async function childrenOf({ file, path }: Task): Promise<Task[]> {
  const names = await readdir(file, { encoding: 'buffer' });
  const children = names.map((name) => ({
    file: Buffer.concat([file, SLASH, name]),
    path: path === '' ? textOfPath(name) : `${path}/${textOfPath(name)}`,
  }));
  return path === '' ? children.filter((child) => !OWN_FILES.has(child.path)) : children;
}

/** What the catalog keeps in an artifact's folder itself. */
const OWN_FILES: ReadonlySet<string> = new Set([METADATA_FILE, TREE_FILE, ATTESTATIONS_FILE]);

async function lookAt({ file, path }: Task, options: WalkOptions): Promise<FoundEntry> {
  const stats = await lstat(file);
  const entry = { path, mode: stats.mode & 0o7777, size: stats.size };
  if (stats.isDirectory()) return { ...entry, type: 'folder' };
  if (stats.isSymbolicLink()) {
    return { ...entry, type: 'link', target: textOfPath(await readlink(file, { encoding: 'buffer' })) };
  }
  return stats.isFile() ? lookIntoFile({ file, path }, entry, options) : { ...entry, type: 'other' };
}

async function lookIntoFile(
  { file, path }: Task,
  entry: { readonly path: string; readonly mode: number; readonly size: number },
  { wantsDigest, signal }: WalkOptions,
): Promise<FoundEntry> {
  try {
    const opened = await hashFile(file, (size) => wantsDigest(path, size), signal);
    if (opened === undefined) return { ...entry, type: 'other' };
    const { stats, digest } = opened;
    const inode = stats.nlink > 1 ? { inode: `${stats.dev}:${stats.ino}` } : {};
    return { path, type: 'file', mode: stats.mode & 0o7777, size: stats.size, digest, ...inode };
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM')) throw error;
    return { ...entry, type: 'file', unreadable: error };
  }
}

/** What changes the tree meanwhile may take anything away. */
async function unlessGone<R>(look: () => Promise<R>): Promise<R | undefined> {
  try {
    return await look();
  } catch (error) {
    // ELOOP and ENXIO: a link or a socket has taken a file's place.
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EINVAL')) return undefined;
    throw error;
  }
}
