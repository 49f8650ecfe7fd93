import { lstat, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import git from 'isomorphic-git';
import type { FetchContext } from '../../fetchers/fetcher.js';
import { bytesError, entriesError } from '../tree-limits.js';
import { assertSafeNames } from '../tree-names.js';
import type { EmbeddedAccess } from './embedded-access.js';
import { pathBytes, readTree } from './read-tree.js';
import { type IndexEntry, writeIndex } from './write-index.js';

/** A clone whose files are to be written. */
export interface WorkTree {
  /** The source's name, for messages. */
  readonly name: string;
  readonly folder: string;
  readonly access: EmbeddedAccess;
}

/** A file, link or submodule of a tree, by the bytes of its whole path, a character for each. */
interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
}

interface TreeListing {
  /** Folders, each after the one it is in. */
  readonly folders: readonly string[];
  readonly files: readonly TreeFile[];
}

/**
 * Writes a commit's files and the index into a fresh clone. The whole tree is checked before the first file
 * is written; links are written last, so nothing is ever written through one.
 * @throws SourceFetchError `GIT_UNSAFE`, `LIMIT`
 */
export async function writeWorkTree(
  repository: WorkTree,
  commit: string,
  context: FetchContext,
): Promise<void> {
  const listing = await listTree(repository, commit, context);
  for (const folder of listing.folders) await mkdir(inRoot(repository, folder));
  const budget = { bytesLeft: context.limits.unpackedBytes };
  const indexed: IndexEntry[] = [];
  for (const file of [...listing.files].sort(linksLast)) {
    context.signal.throwIfAborted();
    const target = inRoot(repository, file.path);
    await writeEntry({ repository, file, target, budget, limit: context.limits.unpackedBytes });
    indexed.push({ ...file, stats: await lstat(target) });
  }
  await writeIndex(path.join(repository.folder, '.git', 'index'), indexed);
}

async function listTree(
  repository: WorkTree,
  commit: string,
  { signal, limits }: FetchContext,
): Promise<TreeListing> {
  const folders: string[] = [];
  const files: TreeFile[] = [];
  const pending = [{ prefix: '', oid: commit }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    signal.throwIfAborted();
    const tree = await readTree(repository.access, next.oid);
    assertSafeNames(
      repository,
      tree.map((entry) => ({ name: entry.name, isLink: entry.mode === '120000' })),
      next.prefix,
    );
    for (const { name, mode, oid, type } of tree) {
      const entryPath = next.prefix + name;
      if (type === 'tree') {
        folders.push(entryPath);
        pending.push({ prefix: `${entryPath}/`, oid });
      } else files.push({ path: entryPath, mode, oid });
    }
    if (folders.length + files.length > limits.archiveEntries)
      throw entriesError(repository, limits.archiveEntries);
  }
  return { folders, files };
}

function linksLast(a: TreeFile, b: TreeFile): number {
  return Number(a.mode === '120000') - Number(b.mode === '120000');
}

interface WriteInit {
  readonly repository: WorkTree;
  readonly file: TreeFile;
  readonly target: Buffer;
  readonly budget: { bytesLeft: number };
  readonly limit: number;
}

async function writeEntry({ repository, file, target, budget, limit }: WriteInit): Promise<void> {
  if (file.mode === '160000') {
    await mkdir(target);
    return;
  }
  const { blob } = await git.readBlob({ ...repository.access, oid: file.oid });
  budget.bytesLeft -= blob.length;
  if (budget.bytesLeft < 0) throw bytesError(repository, limit);
  if (file.mode === '120000') await symlink(Buffer.from(blob), target);
  else await writeFile(target, blob, { flag: 'wx', mode: file.mode === '100755' ? 0o755 : 0o644 });
}

/** Every name of the path was looked at: none leads up, and none but the last is a link. */
function inRoot(repository: WorkTree, relative: string): Buffer {
  return Buffer.concat([Buffer.from(repository.folder + path.sep), pathBytes(relative)]);
}
