import { type PrintedLine, printedLine } from './control-text.js';

/** What a line is: printed by the program, or said about it. */
export type LineKind = 'stdout' | 'stderr' | 'step' | 'note';

/** A line to add to a log. */
export interface LogEntry {
  /** As it was printed. */
  readonly text: string;
  readonly kind: LineKind;
  /** Milliseconds since 1970; absent where it is not known. */
  readonly time?: number | undefined;
}

export interface StoredLine extends PrintedLine {
  readonly kind: LineKind;
  readonly time: number | undefined;
}

/** Lines that are kept as one string. */
export interface LogBlock {
  /** The number of its first line; 0 is the log's first. */
  readonly first: number;
  readonly length: number;
  /** The lines, joined by `\n`. */
  readonly text: string;
  /** Where each line begins in `text`. */
  readonly starts: ArrayLike<number>;
}

export interface LogStore {
  readonly length: number;
  append(entry: LogEntry): void;
  line(index: number): StoredLine;
  /** The block that has this line. */
  blockAt(index: number): LogBlock;
}

const KINDS: readonly LineKind[] = ['stdout', 'stderr', 'step', 'note'];
/** Lines of a block. */
const BLOCK = 4096;

interface SealedBlock {
  readonly text: JoinedLines;
  /** How its lines look. */
  readonly runs: JoinedLines | undefined;
}

interface BlockMarks {
  readonly kinds: Uint8Array;
  /** NaN where it is not known. */
  readonly times: Float64Array;
}

/**
 * Keeps millions of lines in little memory: full blocks are a few strings and arrays of numbers, so that the engine has
 * thousands of objects to look after instead of millions.
 */
export function createLogStore(): LogStore {
  const sealed: SealedBlock[] = [];
  const marks: BlockMarks[] = [];
  let open: PrintedLine[] = [];
  let length = 0;

  function append({ text, kind, time = Number.NaN }: LogEntry): void {
    const row = length % BLOCK;
    const own = row > 0 ? marks.at(-1) : undefined;
    const { kinds, times } = own ?? newMarks(marks);
    kinds[row] = KINDS.indexOf(kind);
    times[row] = time;
    open.push(printedLine(text));
    length += 1;
    if (open.length < BLOCK) return;
    sealed.push(seal(open));
    open = [];
  }

  function line(index: number): StoredLine {
    const blockNumber = Math.floor(index / BLOCK);
    const row = index % BLOCK;
    const { kinds, times } = marks[blockNumber] ?? {};
    const time = times?.[row] ?? Number.NaN;
    const block = sealed[blockNumber];
    return {
      ...(block ? rowOf(block, row) : (open[row] ?? { text: '', runs: '' })),
      kind: KINDS[kinds?.[row] ?? 0] ?? 'stdout',
      time: Number.isNaN(time) ? undefined : time,
    };
  }

  function blockAt(index: number): LogBlock {
    const blockNumber = Math.floor(index / BLOCK);
    const first = blockNumber * BLOCK;
    const block = sealed[blockNumber];
    if (block) return { first, length: BLOCK, ...block.text };
    return { first, length: open.length, ...join(open.map(({ text }) => text)) };
  }

  return {
    append,
    line,
    blockAt,
    get length() {
      return length;
    },
  };
}

function newMarks(marks: BlockMarks[]): BlockMarks {
  const own = { kinds: new Uint8Array(BLOCK), times: new Float64Array(BLOCK) };
  marks.push(own);
  return own;
}

function seal(lines: readonly PrintedLine[]): SealedBlock {
  const isStyled = lines.some(({ runs }) => runs !== '');
  return {
    text: join(lines.map(({ text }) => text)),
    runs: isStyled ? join(lines.map(({ runs }) => runs)) : undefined,
  };
}

function rowOf({ text, runs }: SealedBlock, row: number): PrintedLine {
  return { text: cutOut(text, row), runs: runs ? cutOut(runs, row) : '' };
}

interface JoinedLines {
  readonly text: string;
  /** Where each line begins. */
  readonly starts: Uint32Array;
}

function join(lines: readonly string[]): JoinedLines {
  const starts = new Uint32Array(lines.length);
  let at = 0;
  lines.forEach((line, index) => {
    starts[index] = at;
    at += line.length + 1;
  });
  return { text: lines.join('\n'), starts };
}

function cutOut({ text, starts }: JoinedLines, row: number): string {
  const next = starts[row + 1];
  return text.slice(starts[row], next === undefined ? undefined : next - 1);
}
