import { createHash } from 'node:crypto';
import { constants, copyFile, open, rm, stat } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { digestFile } from '@rbee-internal/system/files';
import { ModelCatalogError } from '../errors.js';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** What a file system says that cannot make two files of the same blocks. */
const CANNOT_CLONE = ['ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'ENOTTY', 'EPERM'] as const;

export interface CopyOptions {
  /** `reflink` refuses where blocks cannot be shared. */
  readonly mode: 'copy' | 'reflink';
  readonly signal: AbortSignal | undefined;
  /** How many bytes are there so far. */
  readonly onProgress: (bytes: number) => void;
}

/** A file that was copied. */
export interface CopiedFile {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** Copies a file of this machine, and hashes it; where the file system can, both share their blocks until one changes. */
export async function copyModelFile(from: string, to: string, options: CopyOptions): Promise<CopiedFile> {
  const { mode, signal, onProgress } = options;
  signal?.throwIfAborted();
  if (!(await tryClone(from, to))) {
    if (mode === 'reflink') throw cannotClone(from, to);
    return copyContent(from, to, options);
  }
  const digest = await digestFile(to, { signal });
  const { size: bytes } = await stat(to);
  onProgress(bytes);
  return { bytes, sha256: digest.slice('sha256:'.length) };
}

async function tryClone(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (!isSystemError(error, ...CANNOT_CLONE)) throw error;
    await rm(to, { force: true });
    return false;
  }
}

async function copyContent(
  from: string,
  to: string,
  { signal, onProgress }: CopyOptions,
): Promise<CopiedFile> {
  const hash = createHash('sha256');
  const original = await open(from, 'r');
  let bytes = 0;
  try {
    const copy = await open(to, 'wx', 0o644);
    try {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await original.read(buffer, 0, CHUNK_BYTES, null);
        signal?.throwIfAborted();
        if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
        const writing = copy.writeFile(buffer.subarray(0, bytesRead));
        hash.update(buffer.subarray(0, bytesRead));
        await writing;
        bytes += bytesRead;
        onProgress(bytes);
      }
    } finally {
      await copy.close();
    }
  } finally {
    await original.close();
  }
}

function cannotClone(from: string, to: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'IO',
    message: `"${showForeign(from)}" and "${showForeign(to)}" cannot share blocks: their file system has no such thing, or they are on two.`,
    hint: 'Copy the model, or reference it where it is.',
  });
}
