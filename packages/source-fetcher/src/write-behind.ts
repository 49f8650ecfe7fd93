import type { FileHandle } from 'node:fs/promises';

export interface WriteBehindInit {
  readonly onChunk: (chunk: Uint8Array) => void;
  /** Is told how many more bytes are in the file. */
  readonly onWritten: (bytes: number) => void;
}

/**
 * Appends chunks to a file: while one is written, the next is received and `onChunk` has it. When it settles, no
 * write is under way. Nothing is flushed to the disk, for the cache reads its content again before it is used.
 */
export async function writeBehind(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  { onChunk, onWritten }: WriteBehindInit,
): Promise<void> {
  let writing = Promise.resolve();
  try {
    for await (const chunk of chunks) {
      onChunk(chunk);
      await writing;
      writing = writeFully(file, chunk).then(() => onWritten(chunk.length));
      // It is heard of before the next write, or at the end.
      writing.catch(() => undefined);
    }
  } finally {
    await writing;
  }
}

async function writeFully(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written);
    written += bytesWritten;
  }
}
