import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import type { FailedCommand } from './outcome.js';

const MAX_BYTES = 65_536;

/**
 * The driver's note about the command that failed, if it wrote one. The recipe could have put anything in its
 * place, so no link is followed, nothing waited for and no more than a bound read.
 */
export async function readFailedCommand(file: string): Promise<FailedCommand | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) return undefined;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
      const [, line, command, source] = buffer.toString('utf8', 0, bytesRead).split('\0');
      if (line === undefined || command === undefined || source === undefined) return undefined;
      return { line, command, file: source };
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Not there, or not what the driver writes: the message then does without it.
    if (isSystemError(error, 'ENOENT', 'ELOOP', 'EACCES', 'ENXIO')) return undefined;
    throw error;
  }
}
