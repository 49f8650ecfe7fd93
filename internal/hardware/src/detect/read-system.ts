import { open, readdir } from 'node:fs/promises';
import type { ReadLimits } from './machine-access.js';

const CHUNK_BYTES = 64 * 1024;

/** Reads until the end or the limit: files of /proc and /sys tell no size before. */
export async function readFileStart(path: string, { signal, maxBytes }: ReadLimits): Promise<string> {
  const file = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let left = maxBytes;
    while (left > 0) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(left, CHUNK_BYTES)));
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    await file.close();
  }
}

export async function listFolder(path: string): Promise<readonly string[]> {
  return await readdir(path);
}
