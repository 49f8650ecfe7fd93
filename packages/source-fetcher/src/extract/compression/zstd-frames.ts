import { DecodeError } from './decode-error.js';

/** A part of a frame: a header of a few bytes, whose bytes `next` gets, or content that is only counted. */
interface Part {
  readonly bytes: number;
  readonly isHeader: boolean;
  /** What comes after it; nothing at the end of the frame. */
  readonly next: (header: Buffer) => Part | undefined;
}

/** Told of a file's bytes in turn, finds where frames end. */
export interface FrameScanner {
  /** Where in these bytes, which come next, the frame ends; nothing when it goes on after them. */
  frameEnd(bytes: Buffer): number | undefined;
  /** Whether a frame has begun and not ended. */
  isInside(): boolean;
}

/**
 * Finds the frames of a zstd file, RFC 8878 3.1. Node's decoder stops after the first of them without a word,
 * and says nothing either when one is cut short.
 */
export function createFrameScanner(): FrameScanner {
  let part: Part = frameStart();
  let held = Buffer.alloc(0);
  let left = part.bytes;
  let isInside = false;

  function frameEnd(bytes: Buffer): number | undefined {
    for (let at = 0; at < bytes.length; ) {
      isInside = true;
      const taken = bytes.subarray(at, at + left);
      if (part.isHeader) held = Buffer.concat([held, taken]);
      at += taken.length;
      left -= taken.length;
      if (left === 0 && !advance()) return at;
    }
    return undefined;
  }

  /** Goes on to the next part that has bytes; returns whether the frame goes on. */
  function advance(): boolean {
    let next: Part | undefined = part.next(held);
    while (next?.bytes === 0) next = next.next(held);
    isInside = next !== undefined;
    part = next ?? frameStart();
    held = Buffer.alloc(0);
    left = part.bytes;
    return isInside;
  }

  return { frameEnd, isInside: () => isInside };
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

function frameStart(): Part {
  return header(5, (start) => {
    const magic = start.readUInt32LE();
    const fifth = start.readUInt8(4);
    if (magic >>> 4 === SKIPPABLE_MAGIC >>> 4)
      return header(3, (rest) => content(fifth + rest.readUIntLE(0, 3) * 256, () => undefined));
    if (magic !== MAGIC) throw new DecodeError('it is no zstd frame');
    return content(headerRest(fifth), () => blockStart((fifth & 4) === 0 ? 0 : 4));
  });
}

/** Bytes of a frame's header after its descriptor: window, dictionary and content size. */
function headerRest(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const window = isSingleSegment ? 0 : 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  return window + dictionary + size;
}

const RUN_LENGTH = 1;

function blockStart(checksumBytes: number): Part {
  return header(3, (bytes) => {
    const block = bytes.readUIntLE(0, 3);
    const isLast = (block & 1) === 1;
    const size = ((block >>> 1) & 3) === RUN_LENGTH ? 1 : block >>> 3;
    return content(isLast ? size + checksumBytes : size, () =>
      isLast ? undefined : blockStart(checksumBytes),
    );
  });
}

function header(bytes: number, next: Part['next']): Part {
  return { bytes, isHeader: true, next };
}

function content(bytes: number, next: Part['next']): Part {
  return { bytes, isHeader: false, next };
}
