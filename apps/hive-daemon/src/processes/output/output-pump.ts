import { closeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createLineSplitter, type LineSplitter } from '@rbee-internal/system/files';
import { pause, unlessAborted } from '@rbee-internal/system/time';
import { z } from 'zod';
import type { LogLine } from '../../api/processes.js';
import type { SequencedLog } from '../../log/sequenced-log.js';
import type { FamilyRecord } from '../family.js';
import { openPipes, type Pipe } from './pipe.js';
import type { ReadBudget } from './read-budget.js';
import { startRelay } from './relay.js';
import {
  type SegmentPosition,
  SegmentReader,
  type SegmentSizes,
  segmentNumbers,
  segmentSizes,
} from './segments.js';

export interface OutputPumpInit {
  /** The process's folder; the segments are below it. */
  readonly folder: string;
  readonly log: SequencedLog;
  /** What no segment has more than. */
  readonly fileBytes: number;
  readonly budget: ReadBudget;
  readonly now: () => Date;
}

/** Where a worker that is started writes. */
export interface Outlets {
  readonly descriptors: readonly [number, number];
  /** What ends them, should they not end by themselves. */
  readonly relays: readonly FamilyRecord[];
}

const STREAMS = ['stdout', 'stderr'] as const;
const POLL_MILLISECONDS = 100;
/** Read at once: also when all of it are line feeds the event loop is soon free again. */
const CHUNK_BYTES = 16 * 1024;
const LINE_FEED = 10;
/** A longer line comes in pieces. */
const MAX_LINE_BYTES = 64 * 1024;
/** Of what an ended worker has left unread, so much of each stream is taken over. */
const LAST_BYTES = 128 * 1024;

const DROPPED = 'Some output is missing here: there was more of it than is kept.';

/** Where the reading of both streams was when a line was written: where the next daemon goes on. */
const Position = z.looseObject({
  at: z.tuple([z.int(), z.int(), z.int(), z.int()]),
});

interface Source {
  readonly stream: (typeof STREAMS)[number];
  readonly reader: SegmentReader;
  readonly splitter: LineSplitter;
  /** Where the line begins that has no end so far. */
  lineStart: SegmentPosition;
}

/**
 * Takes what a worker prints over into its log. Between the two stands a relay, which goes on without a daemon and keeps a
 * bounded part: see `relay.ts`.
 */
export class OutputPump {
  readonly #init: OutputPumpInit;
  readonly #folder: string;
  readonly #sizes: SegmentSizes;
  readonly #sources: readonly Source[];
  readonly #closing = new AbortController();
  #working: Promise<void> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #lines = 0;

  private constructor(init: OutputPumpInit, known: z.infer<typeof Position>['at'] | undefined) {
    this.#init = init;
    this.#folder = outputFolder(init.folder);
    this.#sizes = segmentSizes(init.fileBytes);
    this.#sources = STREAMS.map((stream, index) => {
      const start = { number: known?.[index * 2] ?? 0, offset: known?.[index * 2 + 1] ?? 0 };
      const place = { folder: this.#folder, stream, mostBytes: this.#sizes.mostBytes };
      return {
        stream,
        reader: new SegmentReader(place, start),
        splitter: createLineSplitter({
          maxBytes: MAX_LINE_BYTES,
          onLine: (line) => this.#write(stream, line),
        }),
        lineStart: start,
      };
    });
  }

  static async open(init: OutputPumpInit): Promise<OutputPump> {
    await mkdir(outputFolder(init.folder), { recursive: true, mode: 0o700 });
    const [last] = await init.log.newest(1);
    return new OutputPump(init, last && positionIn(last.line));
  }

  /** Makes where a worker can write, before each of its starts. */
  async openOutlets(): Promise<Outlets> {
    const [stdout, stderr] = (await openPipes(this.#folder, STREAMS)) as [Pipe, Pipe];
    try {
      const relays = [
        await this.#startRelay('stdout', stdout.readEnd),
        await this.#startRelay('stderr', stderr.readEnd),
      ];
      return { descriptors: [stdout.writeEnd, stderr.writeEnd], relays };
    } catch (error) {
      closeSync(stdout.writeEnd);
      closeSync(stderr.writeEnd);
      throw error;
    } finally {
      closeSync(stdout.readEnd);
      closeSync(stderr.readEnd);
    }
  }

  start(): void {
    this.#working ??= this.#work();
  }

  /** A word of the daemon's own. */
  note(text: string): void {
    this.#write('hive', text);
  }

  /** Takes over the last that an ended worker printed, the last line too if it has no end. */
  finish(): Promise<void> {
    return this.#alone(async () => {
      for (const source of this.#sources) await this.#takeLast(source).catch(() => undefined);
      await this.#init.log.flush();
    });
  }

  /** Stops; what comes is left to the relay. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
    await Promise.all(this.#sources.map(({ reader }) => reader.close()));
  }

  async #startRelay(stream: (typeof STREAMS)[number], readEnd: number): Promise<FamilyRecord> {
    const reached = this.#sources.find((source) => source.stream === stream)?.reader.position.number ?? 0;
    const numbers = await segmentNumbers(this.#folder, stream);
    const first = Math.max(reached, ...numbers) + 1;
    return startRelay(readEnd, { folder: this.#folder, stream, first, sizes: this.#sizes });
  }

  async #work(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // What cannot be read now may be the next time; its place is remembered.
      for (const source of this.#sources) await this.#drain(source).catch(() => undefined);
      await pause(POLL_MILLISECONDS, signal, { ref: false }).catch(() => undefined);
    }
  }

  async #drain(source: Source): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      const before = this.#lines;
      const bytes = await this.#alone(() => this.#take(source));
      if (bytes === 0 || signal.aborted) return;
      const paid = this.#init.budget.pay(bytes, this.#lines - before);
      await unlessAborted(paid, signal).catch(() => undefined);
    }
  }

  async #takeLast(source: Source): Promise<void> {
    await source.reader.skipToLast(LAST_BYTES);
    while ((await this.#take(source)) > 0) await this.#init.log.flush();
    source.splitter.flush();
    source.lineStart = source.reader.position;
  }

  /** Takes over a chunk, and answers its length. */
  async #take(source: Source): Promise<number> {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const bytes = await source.reader.read(buffer);
    if (source.reader.takeGap()) this.note(DROPPED);
    const end = buffer.subarray(0, bytes).lastIndexOf(LINE_FEED);
    const { number, offset } = source.reader.position;
    if (end !== -1) source.lineStart = { number, offset: offset - bytes + end + 1 };
    source.splitter.push(buffer.subarray(0, bytes));
    return bytes;
  }

  /** One at a time: the last is taken over while it may still be read as usual. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #write(stream: LogLine['stream'], line: string): void {
    const { log, now } = this.#init;
    const told: LogLine = { seq: log.seq + 1, time: now().toISOString(), stream, line };
    const at = this.#sources.flatMap(({ lineStart }) => [lineStart.number, lineStart.offset]);
    log.append(JSON.stringify({ ...told, at }));
    this.#lines += 1;
  }
}

function outputFolder(folder: string): string {
  return path.join(folder, 'output');
}

function positionIn(line: string): z.infer<typeof Position>['at'] | undefined {
  try {
    return Position.safeParse(JSON.parse(line)).data?.at;
  } catch {
    return undefined;
  }
}

/** A line of a worker's log as it is told: without what only the pump needs. */
export function logLineOf(line: string): string {
  return line.replace(/,"at":\[[\d,]+\]\}$/, '}');
}
