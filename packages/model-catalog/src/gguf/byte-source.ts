import type { FileHandle } from 'node:fs/promises';

/** Bytes that can be read from any place. */
export interface ByteSource {
  /** How it is called in a message. */
  readonly name: string;
  /** Bytes of all of it; `undefined` where that is not known. */
  readonly size: number | undefined;
  /** As many bytes from `offset` on as are there, at most `length`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** The bytes of an open file. */
export function fileSource(name: string, file: FileHandle, size: number): ByteSource {
  return {
    name,
    size,
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}
