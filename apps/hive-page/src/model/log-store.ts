import { harmlessText } from './control-text.js';

/** What a line is: printed by the program, or said about it. */
export type LineKind = 'stdout' | 'stderr' | 'step' | 'note';

export interface StoredLine {
  readonly text: string;
  readonly kind: LineKind;
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
  append(line: string, kind: LineKind): void;
  line(index: number): StoredLine;
  /** The block that has this line. */
  blockAt(index: number): LogBlock;
}

const KINDS: readonly LineKind[] = ['stdout', 'stderr', 'step', 'note'];
/** Lines of a block. */
const BLOCK = 4096;

interface SealedBlock {
  readonly text: string;
  readonly starts: Uint32Array;
}

/**
 * Keeps millions of lines in little memory: full blocks are one string and one array of numbers each, so that the
 * engine has thousands of objects to look after instead of millions.
 */
export function createLogStore(): LogStore {
  const sealed: SealedBlock[] = [];
  const kinds: Uint8Array[] = [];
  let open: string[] = [];
  let length = 0;

  function append(line: string, kind: LineKind): void {
    if (length % BLOCK === 0) kinds.push(new Uint8Array(BLOCK));
    const text = harmlessText(line);
    open.push(text);
    const marks = kinds.at(-1);
    if (marks) marks[length % BLOCK] = KINDS.indexOf(kind);
    length += 1;
    if (open.length < BLOCK) return;
    sealed.push(seal(open));
    open = [];
  }

  function line(index: number): StoredLine {
    const blockNumber = Math.floor(index / BLOCK);
    const row = index % BLOCK;
    const kind = KINDS[kinds[blockNumber]?.[row] ?? 0] ?? 'stdout';
    const block = sealed[blockNumber];
    if (block === undefined) return { text: open[row] ?? '', kind };
    const end = row + 1 < BLOCK ? (block.starts[row + 1] ?? 0) - 1 : block.text.length;
    return { text: block.text.slice(block.starts[row], end), kind };
  }

  function blockAt(index: number): LogBlock {
    const blockNumber = Math.floor(index / BLOCK);
    const first = blockNumber * BLOCK;
    const block = sealed[blockNumber];
    return block ? { first, length: BLOCK, ...block } : { first, length: open.length, ...seal(open) };
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

function seal(lines: readonly string[]): SealedBlock {
  const starts = new Uint32Array(lines.length);
  let at = 0;
  lines.forEach((line, index) => {
    starts[index] = at;
    at += line.length + 1;
  });
  return { text: lines.join('\n'), starts };
}
