import type { FileHandle } from 'node:fs/promises';
import { lstat, opendir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile } from '@rbee-internal/system/files';

/** How a relay writes. */
export interface SegmentSizes {
  /** Of one read. */
  readonly blockBytes: number;
  /** Reads between two looks at the segment's size. */
  readonly readsAtOnce: number;
  /** A segment that has so much at such a look is followed by another. */
  readonly limitBytes: number;
  /** What no segment has more than. */
  readonly mostBytes: number;
}

const LARGEST_BLOCK_BYTES = 64 * 1024;
/** Of a segment, the part that may come between two looks. */
const PART_AT_ONCE = 4;

/** Sizes with which no segment has more than so many bytes. */
export function segmentSizes(mostBytes: number): SegmentSizes {
  const part = Math.max(1, Math.floor(mostBytes / PART_AT_ONCE));
  const blockBytes = Math.min(LARGEST_BLOCK_BYTES, part);
  const readsAtOnce = Math.max(1, Math.floor(part / blockBytes));
  return { blockBytes, readsAtOnce, limitBytes: mostBytes - blockBytes * readsAtOnce, mostBytes };
}

function segmentName(stream: string, number: number): string {
  return `${stream}-${number}`;
}

/** Where a reader is. */
export interface SegmentPosition {
  readonly number: number;
  readonly offset: number;
}

/** So many names of a folder are looked at: a worker may have made more. */
const MAX_NAMES = 1_000;

/**
 * Reads what a relay writes, one segment after the other. The relay keeps two, so a reader that is slower finds that some are gone.
 * The worker has the same rights as we have, so whatever stands there is foreign: only regular files are read, and none that is
 * longer than a segment is.
 */
export class SegmentReader {
  readonly #folder: string;
  readonly #stream: string;
  readonly #mostBytes: number;
  #number: number;
  #offset: number;
  #handle: FileHandle | undefined;
  #hasGap = false;

  constructor(
    {
      folder,
      stream,
      mostBytes,
    }: { readonly folder: string; readonly stream: string; readonly mostBytes: number },
    { number, offset }: SegmentPosition,
  ) {
    this.#folder = folder;
    this.#stream = stream;
    this.#mostBytes = mostBytes;
    this.#number = number;
    this.#offset = offset;
  }

  get position(): SegmentPosition {
    return { number: this.#number, offset: this.#offset };
  }

  /** Whether something was left out since this was asked last. */
  takeGap(): boolean {
    const hadGap = this.#hasGap;
    this.#hasGap = false;
    return hadGap;
  }

  /** Reads what comes next, into the whole of a buffer at most; 0 when there is nothing so far. */
  async read(buffer: Buffer): Promise<number> {
    for (;;) {
      // Looked at first: once there is a next one, the relay writes no more into this one.
      const next = await this.#next();
      const bytes = await this.#readHere(buffer);
      if (bytes > 0) return bytes;
      if (next === undefined) return 0;
      await this.#goTo(next);
    }
  }

  /** Where there are more than so many bytes that were not read, leaves out what is before the last of them. */
  async skipToLast(bytes: number): Promise<void> {
    let wanted = bytes;
    const numbers = (await this.#numbers()).filter((number) => number > this.#number).sort((a, b) => b - a);
    for (const number of numbers) {
      const size = await this.#sizeOf(number);
      if (size > wanted) {
        this.#hasGap = true;
        await this.#goTo(number);
        this.#offset = size - wanted;
        return;
      }
      wanted -= size;
    }
    const from = (await this.#sizeHere()) - wanted;
    if (from <= this.#offset) return;
    this.#offset = from;
    this.#hasGap = true;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
  }

  async #readHere(buffer: Buffer): Promise<number> {
    const room = Math.min(buffer.length, this.#mostBytes - this.#offset);
    const handle = room > 0 ? await this.#open() : undefined;
    if (handle === undefined) return 0;
    // A relay does not make it so long: another program did, and its content is unknown.
    if ((await handle.stat()).size > this.#mostBytes) {
      this.#hasGap = true;
      return 0;
    }
    const { bytesRead } = await handle.read(buffer, 0, room, this.#offset);
    this.#offset += bytesRead;
    return bytesRead;
  }

  async #sizeHere(): Promise<number> {
    const size = (await (await this.#open())?.stat())?.size ?? 0;
    return Math.min(size, this.#mostBytes);
  }

  async #sizeOf(number: number): Promise<number> {
    const stats = await lstat(this.#file(number)).catch(() => undefined);
    return stats?.isFile() ? Math.min(stats.size, this.#mostBytes) : 0;
  }

  /** The segment that it is at; `undefined` when it is not there, or is not a file. */
  async #open(): Promise<FileHandle | undefined> {
    try {
      this.#handle ??= await openRegularFile(this.#file(this.#number));
      return this.#handle;
    } catch (error) {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EFTYPE', 'EACCES')) return undefined;
      throw error;
    }
  }

  async #goTo(number: number): Promise<void> {
    if (number > this.#number + 1) this.#hasGap = true;
    await this.close();
    await rm(this.#file(this.#number), { force: true }).catch(() => undefined);
    [this.#number, this.#offset] = [number, 0];
  }

  /** The number of the segment that follows, where there is one. */
  async #next(): Promise<number | undefined> {
    if (await exists(this.#file(this.#number + 1))) return this.#number + 1;
    // The relay goes one by one: only where this one is gone can another be further on.
    if (this.#handle !== undefined ? await exists(this.#file(this.#number)) : false) return undefined;
    return lowestAbove(this.#number, await this.#numbers());
  }

  async #numbers(): Promise<number[]> {
    return segmentNumbers(this.#folder, this.#stream);
  }

  #file(number: number): string {
    return path.join(this.#folder, segmentName(this.#stream, number));
  }
}

/** The segments of a stream that are there. */
export async function segmentNumbers(folder: string, stream: string): Promise<number[]> {
  const numbers: number[] = [];
  let seen = 0;
  for await (const { name } of await opendir(folder)) {
    seen += 1;
    if (seen > MAX_NAMES) break;
    const [, digits] = name.startsWith(`${stream}-`) ? (/-(\d{1,9})$/.exec(name) ?? []) : [];
    if (digits !== undefined && name === segmentName(stream, Number(digits))) numbers.push(Number(digits));
  }
  return numbers;
}

function lowestAbove(number: number, numbers: readonly number[]): number | undefined {
  const above = numbers.filter((one) => one > number);
  return above.length === 0 ? undefined : Math.min(...above);
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
