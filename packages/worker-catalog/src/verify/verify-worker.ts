import { access, constants, lstat } from 'node:fs/promises';
import path from 'node:path';
import {
  type CallOptions,
  type FilesystemCatalog,
  type TreeDifference,
  verifyTree,
  type WorkerBinary,
} from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { digestFile } from '@rbee-internal/system/files';
import type { Verification } from './verification.js';

export type VerifyingCatalog = Pick<FilesystemCatalog<WorkerBinary>, 'folderOf' | 'locate'>;

/** Reads all that belongs to a worker again and compares it with the record. */
export async function verifyWorker(
  catalog: VerifyingCatalog,
  worker: WorkerBinary,
  { signal }: CallOptions = {},
): Promise<Verification> {
  signal?.throwIfAborted();
  const location = await catalog.locate(worker, { signal });
  if (location !== 'inside') return { verdict: location };
  if (!(await isFile(worker.path))) return { verdict: 'missing' };
  const folder = catalog.folderOf(worker.id);
  if (worker.treeDigest !== undefined) return verifyTree(folder, worker.treeDigest, { signal });
  return verifyProgram(worker, { folder, signal });
}

/** A link to the program, as a launcher may be, is not followed: where it leads is in the tree's digest. */
async function isFile(program: string): Promise<boolean> {
  try {
    const stats = await lstat(program);
    return stats.isFile() || stats.isSymbolicLink();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** Of a worker whose record has no digest of its whole tree. */
async function verifyProgram(
  { path: program, digest }: WorkerBinary,
  { folder, signal }: CallOptions & { readonly folder: string },
): Promise<Verification> {
  const name = path.relative(folder, program).split(path.sep).join('/');
  const changed = (difference: Omit<TreeDifference, 'path'>): Verification => {
    return { verdict: 'changed', differences: [{ path: name, ...difference }], more: 0 };
  };
  if (digest !== undefined) {
    const found = await digestFile(program, { signal }).catch((error: unknown) => {
      if (isSystemError(error, 'EACCES')) return undefined;
      throw error;
    });
    if (found === undefined) return changed({ kind: 'mode', expected: 'readable' });
    if (found !== digest) return changed({ kind: 'content', expected: digest, found });
  }
  if (!(await isExecutable(program))) return changed({ kind: 'mode', expected: 'executable' });
  return { verdict: digest === undefined ? 'unknown' : 'intact' };
}

async function isExecutable(program: string): Promise<boolean> {
  try {
    await access(program, constants.X_OK);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EACCES')) return false;
    throw error;
  }
}
