import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile } from '@rbee-internal/system/files';
import type { Block } from './line-index.js';

/** The lines of a block, without line feeds; none when rotation took its file away in the meantime. */
export async function readBlock(block: Block): Promise<string[]> {
  try {
    return await read(block);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

async function read({ file, offset, bytes }: Block): Promise<string[]> {
  const handle = await openRegularFile(file);
  try {
    const buffer = Buffer.allocUnsafe(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
    return buffer.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
  } finally {
    await handle.close();
  }
}
