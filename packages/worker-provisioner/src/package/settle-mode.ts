import { constants as flags, type Stats } from 'node:fs';
import { chmod, type FileHandle, lchmod, open } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';

/** Linux's `O_PATH`, which Node does not name: it names a file without a right to read it. */
const O_PATH = 0o10_000_000;

/**
 * Takes setuid, setgid and sticky bits from a file or folder and gives its owner the rights to use it. Nothing is
 * changed where nothing needs to be, and no link is followed.
 *
 * @param stats what lstat(2) said of it
 */
export async function settleMode(file: string, stats: Stats, wanted = settledMode(stats)): Promise<void> {
  if ((stats.mode & 0o7777) === wanted) return;
  // Only macOS has it; elsewhere a file has to be opened to be sure which one is changed.
  if (process.platform === 'darwin') return lchmod(file, wanted);
  const handle = await openSame(file, stats);
  try {
    if (handle.isPath) await chmod(`/proc/self/fd/${handle.file.fd}`, wanted);
    else await handle.file.chmod(wanted);
  } finally {
    await handle.file.close();
  }
}

function settledMode(stats: Stats): number {
  return (stats.mode & 0o777) | (stats.isDirectory() ? 0o700 : 0o600);
}

interface Opened {
  readonly file: FileHandle;
  /** It cannot be read, nor changed but by its name among the open files. */
  readonly isPath: boolean;
}

async function openSame(file: string, { dev, ino }: Stats): Promise<Opened> {
  const opened = await openWithoutFollowing(file);
  const found = await opened.file.stat();
  if (found.dev === dev && found.ino === ino) return opened;
  await opened.file.close();
  throw new Error(`${file} was replaced while its mode was changed.`);
}

async function openWithoutFollowing(file: string): Promise<Opened> {
  try {
    return { file: await open(file, flags.O_RDONLY | flags.O_NOFOLLOW | flags.O_NONBLOCK), isPath: false };
  } catch (error) {
    if (process.platform !== 'linux' || !isSystemError(error, 'EACCES')) throw error;
    return { file: await open(file, O_PATH | flags.O_NOFOLLOW), isPath: true };
  }
}
