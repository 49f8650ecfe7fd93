import { mkdir } from 'node:fs/promises';
import { BlockCache, type Frames, frameLines } from './block-cache.js';
import { type Block, LineIndex } from './line-index.js';
import { LogFiles, type LogFilesInit } from './log-files.js';
import { readBlock } from './read-block.js';

export interface LogOptions extends Pick<LogFilesInit, 'folder' | 'rotation'> {
  /** How a line is told to readers, such as a server-sent event. */
  readonly frame: (seq: number, line: string) => string;
}

export interface Chunk {
  readonly bytes: Buffer;
  /** Of its last line. */
  readonly lastSeq: number;
}

/** After a write, the next one waits so long for more lines: many lines are one write, and wake readers once. */
const GATHER_MILLISECONDS = 40;

/** What is read at once of the newest lines. */
const NEWEST_BYTES = 8 * 1024 ** 2;

/**
 * Numbered lines in files, appended in batches, and read by any number of readers: each asks for what comes after the
 * line it had last, and holds one block at most. A line is told to no one before it is in the file.
 */
export class SequencedLog {
  readonly #options: LogOptions;
  readonly #index = new LineIndex();
  readonly #cache = new BlockCache();
  readonly #waiting = new Set<() => void>();
  readonly #files: LogFiles;
  #seq = 0;
  /** The lines of the index's last block, and their frames as the last reader needed them. */
  #tail: string[] = [];
  #tailFrames: Frames | undefined;
  #pending: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastWrite = 0;
  #writing: Promise<void> = Promise.resolve();
  #isEnded = false;
  #failure: unknown;

  private constructor(options: LogOptions) {
    this.#options = options;
    this.#files = new LogFiles({ ...options, onDrop: (file) => this.#index.drop(file) });
  }

  /** Opens the log of a folder, making the folder when it is missing. */
  static async open(options: LogOptions): Promise<SequencedLog> {
    const log = new SequencedLog(options);
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    await log.#takeUp();
    return log;
  }

  /** The number of the newest line, written or not; 0 when there is none. */
  get seq(): number {
    return this.#seq + this.#pending.length;
  }

  /** The number of the oldest line that is still there. */
  get firstSeq(): number {
    return this.#index.firstSeq ?? this.#seq + 1;
  }

  /** Whether no line will come any more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Why the disk did not take what was written; the lines since then are lost. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Adds a line, without line feed. It is written soon. */
  append(line: string): void {
    this.#pending.push(line);
    const wait = this.#lastWrite + GATHER_MILLISECONDS - Date.now();
    this.#timer ??= setTimeout(() => void this.flush(), Math.max(0, Math.min(wait, GATHER_MILLISECONDS)));
  }

  /** Resolves when all lines so far are written. Never rejects: see `failure`. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writePending());
    return this.#writing;
  }

  /** Writes what is left and holds no file open until the next line. */
  rest(): Promise<void> {
    void this.flush();
    this.#writing = this.#writing.then(() => this.#files.rest());
    return this.#writing;
  }

  /** Writes what is left and lets readers end. */
  async end(): Promise<void> {
    await this.rest();
    this.#isEnded = true;
    this.#wake();
  }

  /** Some of the lines after this one, as frames; `undefined` when there is none so far. */
  async chunkAfter(seq: number): Promise<Chunk | undefined> {
    const block = this.#index.find(seq + 1);
    if (block === undefined) return undefined;
    // The last block grows while its frames are made; of the others all is known.
    const lines = block === this.#index.last ? undefined : block.lines;
    const frames = await this.#framesOf(block);
    const skipped = Math.max(0, seq + 1 - block.firstSeq);
    const bytes = frames.bytes.subarray(frames.starts[skipped] ?? frames.bytes.length);
    return { bytes, lastSeq: block.firstSeq + (lines ?? frames.starts.length) - 1 };
  }

  /** The newest lines, oldest first; fewer where they are very long. */
  async newest(count: number): Promise<{ readonly seq: number; readonly line: string }[]> {
    await this.flush();
    const from = Math.max(this.firstSeq, this.#seq - count + 1, this.#index.firstOfLast(NEWEST_BYTES));
    const found: { seq: number; line: string }[] = [];
    for (let seq = from; seq <= this.#seq; ) {
      const block = this.#index.find(seq);
      if (block === undefined) break;
      const lines = await this.#linesOf(block);
      for (const [index, line] of lines.entries()) {
        if (block.firstSeq + index >= from) found.push({ seq: block.firstSeq + index, line });
      }
      seq = block.firstSeq + lines.length;
    }
    return found;
  }

  /** Calls back once, when there is something new to read or the log has ended. Answers how to stop waiting. */
  onChange(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  async #takeUp(): Promise<void> {
    await this.#files.visit({
      onFile: (firstSeq) => {
        this.#seq = Math.max(this.#seq, firstSeq - 1);
      },
      onLine: (file, bytes) => {
        this.#seq += 1;
        this.#index.add(file, this.#seq, bytes);
      },
    });
    const { last } = this.#index;
    this.#tail = last === undefined ? [] : await readBlock(last);
  }

  async #writePending(): Promise<void> {
    // A copy: more lines may come while these are written.
    const lines = this.#pending.slice();
    if (lines.length === 0) return;
    try {
      const file = await this.#files.append(lines.map((line) => `${line}\n`).join(''), this.#seq + 1);
      this.#pending.splice(0, lines.length);
      for (const line of lines) this.#takeIn(file, line);
    } catch (error) {
      // The disk does not take them: these lines, and those that came in the meantime, are lost.
      this.#failure = error;
      this.#pending = [];
    }
    this.#lastWrite = Date.now();
    this.#wake();
  }

  #takeIn(file: string, line: string): void {
    this.#seq += 1;
    if (this.#index.add(file, this.#seq, Buffer.byteLength(line) + 1)) this.#tail = [];
    this.#tail.push(line);
    this.#tailFrames = undefined;
  }

  async #framesOf(block: Block): Promise<Frames> {
    const { frame } = this.#options;
    if (block === this.#index.last) {
      this.#tailFrames ??= frameLines(this.#tail, block.firstSeq, frame);
      return this.#tailFrames;
    }
    return this.#cache.get(block.firstSeq, async () =>
      frameLines(await this.#linesOf(block), block.firstSeq, frame),
    );
  }

  async #linesOf(block: Block): Promise<readonly string[]> {
    return block === this.#index.last ? this.#tail.slice() : readBlock(block);
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback();
  }
}
