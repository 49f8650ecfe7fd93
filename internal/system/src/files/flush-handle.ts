import { fsync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Makes what was written survive a loss of power. By the descriptor, since `FileHandle.sync` is not there where Yarn's
 * Plug'n'Play stands between the program and its files.
 * @throws the system's error
 */
export function flushHandle({ fd }: Pick<FileHandle, 'fd'>): Promise<void> {
  return promisify(fsync)(fd);
}
