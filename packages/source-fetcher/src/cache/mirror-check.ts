import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';

const TRAILER_BYTES = 20;

/** Whether every pack that a bare repository uses is complete and unchanged: it ends in the sha1 of what precedes. */
export async function checkMirror(mirror: string, signal: AbortSignal): Promise<boolean> {
  const folder = path.join(mirror, 'objects/pack');
  try {
    const names = new Set(await readdir(folder));
    for (const name of names) {
      if (!name.endsWith('.pack') && !name.endsWith('.idx')) continue;
      const file = path.join(folder, name);
      // Without its index no git looks at it: it is what a killed program left.
      if (name.endsWith('.pack') && !names.has(name.replace(/pack$/, 'idx'))) continue;
      if (name.endsWith('.idx') && !names.has(name.replace(/idx$/, 'pack'))) return false;
      if (!(await hasRightTrailer(file, signal))) return false;
    }
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

async function hasRightTrailer(file: string, signal: AbortSignal): Promise<boolean> {
  const { size } = await stat(file);
  if (size <= TRAILER_BYTES) return false;
  const hash = createHash('sha1');
  const content = createReadStream(file, { end: size - TRAILER_BYTES - 1, highWaterMark: 1024 * 1024 });
  for await (const chunk of content) {
    signal.throwIfAborted();
    hash.update(chunk as Buffer);
  }
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(TRAILER_BYTES), 0, TRAILER_BYTES, size - TRAILER_BYTES);
    return buffer.equals(hash.digest());
  } finally {
    await handle.close();
  }
}
