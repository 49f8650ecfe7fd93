import { constants, copyFile, type FileHandle, open, rm } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** What a file system says that cannot make two files of the same blocks. */
const CANNOT_CLONE = ['ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'ENOTTY', 'EPERM'] as const;
/** The permissions that a copy has besides those of the original: its owner may do with it what he likes. */
const OWN_MODE = 0o600;

/**
 * Makes a copy that shares nothing with the original but, where the file system can do that, blocks that are copied when
 * one of the two is changed. It has the original's permissions and time of change, and its owner may write it.
 */
export async function copyPrivately(from: string, to: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const original = await open(from, 'r');
  try {
    const { mode, atime, mtime } = await original.stat();
    if (!(await tryClone(from, to))) await copyContent(original, to, signal);
    const copy = await open(to, 'r+');
    try {
      await copy.chmod((mode & 0o777) | OWN_MODE);
      await copy.utimes(atime, mtime);
    } finally {
      await copy.close();
    }
  } finally {
    await original.close();
  }
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

async function copyContent(original: FileHandle, to: string, signal: AbortSignal): Promise<void> {
  const copy = await open(to, 'wx', OWN_MODE);
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await original.read(buffer, 0, CHUNK_BYTES, null);
      signal.throwIfAborted();
      if (bytesRead === 0) return;
      await copy.writeFile(buffer.subarray(0, bytesRead));
    }
  } finally {
    await copy.close();
  }
}
