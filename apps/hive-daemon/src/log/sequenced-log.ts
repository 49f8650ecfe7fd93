import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { BlockCache, type Frames, frameLines } from './block-cache.js';
import { type Block, LineIndex } from './line-index.js';
import { scanLines } from './scan-lines.js';

export interface LogOptions {
  readonly folder: string;
  /** How a line is told to readers, such as a server-sent event. */
  readonly frame: (seq: number, line: string) => string;
  /** A file that has become so long is followed by a new one, and only the newest stay. @default one file for all */
  readonly rotation?: { readonly fileBytes: number; readonly files: number } | undefined;
}

export interface Chunk {
  readonly bytes: Buffer;
  /** Of its last line. */
  readonly lastSeq: number;
}

/** After a write, the next one waits so long for more lines: many lines are one write, and wake readers once. */
const GATHER_MILLISECONDS = 40;

/** The one file of a log that does not rotate. */
const ONLY_FILE = 'events.ndjson';

/** The file of a log that rotates, named for its first line. */
const FILE_NAME = /^log-(\d{15})\.ndjson$/;

/**
 * Numbered lines in files, appended in batches, and read by any number of readers: each asks for what comes after the
 * line it had last, and holds one block at most. A line is told to nobody before it is in the file.
 */
export class SequencedLog {
  readonly #options: LogOptions;
  readonly #index = new LineIndex();
  readonly #cache = new BlockCache();
  readonly #waiting = new Set<() => void>();
  #handle: FileHandle | undefined;
  #file = '';
  #fileBytes = 0;
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
  }

  /** Opens the log of a folder, making the folder when it is missing. */
  static async open(options: LogOptions): Promise<SequencedLog> {
    const log = new SequencedLog(options);
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    for (const name of await log.#fileNames()) await log.#takeUp(name);
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
    this.#writing = this.#writing.then(async () => {
      const handle = this.#handle;
      this.#handle = undefined;
      await handle?.close().catch(() => undefined);
    });
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

  /** The newest lines, oldest first. */
  async newest(count: number): Promise<{ readonly seq: number; readonly line: string }[]> {
    await this.flush();
    const from = Math.max(this.firstSeq, this.#seq - count + 1);
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

  async #takeUp(name: string): Promise<void> {
    const file = path.join(this.#options.folder, name);
    this.#seq = Math.max(this.#seq, Number(FILE_NAME.exec(name)?.[1] ?? 1) - 1);
    this.#file = file;
    this.#fileBytes = 0;
    await scanLines(file, (bytes) => {
      this.#seq += 1;
      this.#fileBytes += bytes;
      this.#index.add(file, this.#seq, bytes);
    });
    const last = this.#index.last;
    this.#tail = last === undefined ? [] : await readBlock(last);
  }

  async #writePending(): Promise<void> {
    // A copy: more lines may come while these are written.
    const lines = this.#pending.slice();
    if (lines.length === 0) return;
    try {
      const handle = await this.#openFile();
      await handle.appendFile(lines.map((line) => `${line}\n`).join(''));
    } catch (error) {
      await this.#fail(error);
      return;
    } finally {
      this.#lastWrite = Date.now();
    }
    this.#pending.splice(0, lines.length);
    for (const line of lines) this.#takeIn(line);
    this.#tailFrames = undefined;
    this.#wake();
  }

  #takeIn(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    this.#seq += 1;
    this.#fileBytes += bytes;
    if (this.#index.add(this.#file, this.#seq, bytes)) this.#tail = [];
    this.#tail.push(line);
  }

  /** The file to append to: the newest, unless it is full. */
  async #openFile(): Promise<FileHandle> {
    const { folder, rotation } = this.#options;
    if (this.#file !== '' && (rotation === undefined || this.#fileBytes < rotation.fileBytes)) {
      this.#handle ??= await open(this.#file, 'a', 0o600);
      return this.#handle;
    }
    const name = rotation === undefined ? ONLY_FILE : `log-${String(this.#seq + 1).padStart(15, '0')}.ndjson`;
    const handle = await open(path.join(folder, name), 'a', 0o600);
    await this.#handle?.close();
    [this.#handle, this.#file, this.#fileBytes] = [handle, path.join(folder, name), 0];
    if (rotation !== undefined) await this.#dropOldFiles(rotation.files);
    return handle;
  }

  async #dropOldFiles(files: number): Promise<void> {
    for (const name of (await this.#fileNames()).slice(0, -files)) {
      const file = path.join(this.#options.folder, name);
      this.#index.drop(file);
      await rm(file, { force: true });
    }
  }

  /** The files that are there, oldest first. */
  async #fileNames(): Promise<string[]> {
    const { folder, rotation } = this.#options;
    const names = await readdir(folder);
    return names
      .filter((name) => (rotation === undefined ? name === ONLY_FILE : FILE_NAME.test(name)))
      .sort();
  }

  /** The disk does not take it: what was half written goes, and the lines are lost. */
  async #fail(error: unknown): Promise<void> {
    this.#failure = error;
    this.#pending = [];
    await this.#handle?.truncate(this.#fileBytes).catch(() => undefined);
    this.#wake();
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
    if (block === this.#index.last) return this.#tail.slice();
    try {
      return await readBlock(block);
    } catch (error) {
      // Rotation took the file away in the meantime: the reader goes on with the next lines.
      if (isSystemError(error, 'ENOENT')) return [];
      throw error;
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback();
  }
}

async function readBlock({ file, offset, bytes }: Block): Promise<string[]> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
    return buffer.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
  } finally {
    await handle.close();
  }
}
