/** Bytes from `start` up to but not including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Which bytes of a file are there, as few ranges as say it, in order. */
export interface ByteRanges {
  add(range: ByteRange): void;
  /** How many bytes are there. */
  total(): number;
  /** The end of what is there without a gap from `start` on. */
  endFrom(start: number): number;
  /** What is not there of a file of `size` bytes. */
  gaps(size: number): ByteRange[];
  toJSON(): ByteRange[];
}

export function createByteRanges(initial: readonly ByteRange[] = []): ByteRanges {
  let ranges: readonly ByteRange[] = [];

  function add({ start, end }: ByteRange): void {
    if (end <= start) return;
    const touching = ranges.filter((range) => range.start <= end && start <= range.end);
    const merged = {
      start: Math.min(start, ...touching.map((range) => range.start)),
      end: Math.max(end, ...touching.map((range) => range.end)),
    };
    ranges = [...ranges.filter((range) => !touching.includes(range)), merged].sort(
      (a, b) => a.start - b.start,
    );
  }

  for (const range of initial) add(range);
  return {
    add,
    total: () => ranges.reduce((sum, { start, end }) => sum + end - start, 0),
    endFrom: (start) => ranges.find((range) => range.start <= start && start < range.end)?.end ?? start,
    gaps(size) {
      const ends = [0, ...ranges.map(({ end }) => end)];
      const starts = [...ranges.map(({ start }) => start), size];
      return ends
        .map((start, index) => ({ start, end: Math.min(starts[index] ?? size, size) }))
        .filter(({ start, end }) => start < end);
    },
    toJSON: () => [...ranges],
  };
}

/** Cuts ranges into pieces of at most so many bytes. */
export function cutRanges(ranges: readonly ByteRange[], bytes: number): ByteRange[] {
  return ranges.flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / bytes) }, (_, index) => ({
      start: start + index * bytes,
      end: Math.min(end, start + (index + 1) * bytes),
    })),
  );
}
