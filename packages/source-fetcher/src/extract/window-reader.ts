import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

const WINDOW_BYTES = 512 * 1024;

interface Window {
  readonly bytes: Buffer;
  start: number;
  end: number;
}

/** Reads a file's bytes in small pieces. */
export interface WindowReader {
  /** @throws Error when the file ends before them */
  read(position: number, length: number): Promise<Buffer>;
}

/**
 * Takes small pieces out of two windows of a file, because a zip is read at two places in turn: entry by entry
 * in its index, and where their contents are. What is read is good until the next reading. Positions count from `start`.
 */
export function createWindowReader(file: FileHandle, start = 0): WindowReader {
  let [used, other] = [emptyWindow(), emptyWindow()];

  async function read(position: number, length: number): Promise<Buffer> {
    if (!holds(used, position, length)) [used, other] = [other, used];
    if (!holds(used, position, length)) await fill(used, { position, length });
    if (!holds(used, position, length)) throw new Error('it ends too soon');
    return used.bytes.subarray(position - used.start, position - used.start + length);
  }

  async function fill(window: Window, { position, length }: { position: number; length: number }) {
    if (length > window.bytes.length) throw new Error(`a part of its index has ${length} bytes`);
    const { bytesRead } = await file.read(window.bytes, 0, window.bytes.length, start + position);
    window.start = position;
    window.end = position + bytesRead;
  }

  return { read };
}

function emptyWindow(): Window {
  return { bytes: Buffer.allocUnsafe(WINDOW_BYTES), start: 0, end: 0 };
}

function holds({ start, end }: Window, position: number, length: number): boolean {
  return position >= start && position + length <= end;
}

/** The same for the zip library. */
export class LibraryReader extends RandomAccessReader {
  readonly #reader: WindowReader;

  constructor(reader: WindowReader) {
    super();
    this.#reader = reader;
  }

  override read(...[into, offset, length, position, done]: Parameters<RandomAccessReader['read']>): void {
    this.#reader.read(position, length).then(
      (bytes) => {
        bytes.copy(into, offset);
        done(null);
      },
      (error: Error) => done(error),
    );
  }
}
