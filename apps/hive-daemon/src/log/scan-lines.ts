import { constants } from 'node:fs';
import { openRegularFile } from '@rbee-internal/system/files';

const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 10;

/**
 * Tells the length of each whole line of a file, its line feed included. What a crash left of a last line is cut off,
 * so that the next line begins where it should.
 */
export async function scanLines(file: string, onLine: (bytes: number) => void): Promise<void> {
  const handle = await openRegularFile(file, constants.O_RDWR);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = 0;
  let lineStart = 0;
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
        onLine(position + at + 1 - lineStart);
        lineStart = position + at + 1;
      }
      position += bytesRead;
    }
    if (position > lineStart) await handle.truncate(lineStart);
  } finally {
    await handle.close();
  }
}
