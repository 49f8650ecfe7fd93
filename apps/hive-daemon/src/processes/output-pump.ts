import { fstatSync, ftruncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { LogLine } from '../api/processes.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import { LineSplitter } from './line-splitter.js';

export interface OutputPumpInit {
  /** Where the worker's `stdout` and `stderr` are. */
  readonly folder: string;
  readonly log: SequencedLog;
  /** A file that is so long is emptied once it was read. */
  readonly fileBytes: number;
  readonly now: () => Date;
}

const STREAMS = ['stdout', 'stderr'] as const;
const POLL_MILLISECONDS = 100;
const CHUNK_BYTES = 64 * 1024;

/** How far both files were read when a line was written: where the next daemon goes on. */
const Position = z.looseObject({ at: z.tuple([z.number(), z.number()]) });

interface Source {
  readonly stream: LogLine['stream'];
  readonly handle: FileHandle;
  readonly splitter: LineSplitter;
  read: number;
}

/**
 * Takes what a worker writes into its two files over into its log. The worker holds the files itself, so it goes on
 * without a daemon, and nothing that it then says is lost. Only where a file is emptied, between the last look and
 * the cut, a worker that writes in that very moment can lose a line.
 */
export class OutputPump {
  readonly #init: OutputPumpInit;
  readonly #sources: readonly Source[];
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  private constructor(init: OutputPumpInit, sources: readonly Source[]) {
    this.#init = init;
    this.#sources = sources;
  }

  static async open(init: OutputPumpInit): Promise<OutputPump> {
    const [last] = await init.log.newest(1);
    const known = last === undefined ? undefined : Position.safeParse(JSON.parse(last.line)).data?.at;
    const sources: Source[] = [];
    for (const [index, stream] of STREAMS.entries()) {
      const handle = await open(path.join(init.folder, stream), 'a+', 0o600);
      const { size } = await handle.stat();
      const read = known?.[index] ?? 0;
      // A file that is shorter than what was read of it was emptied since.
      sources.push({ stream, handle, splitter: new LineSplitter(), read: read > size ? 0 : read });
    }
    return new OutputPump(init, sources);
  }

  /** The descriptors that the worker is to write to. */
  get descriptors(): readonly [number, number] {
    const [stdout, stderr] = this.#sources as [Source, Source];
    return [stdout.handle.fd, stderr.handle.fd];
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.pump(), POLL_MILLISECONDS);
  }

  /** Takes over what is there now. */
  pump(): Promise<void> {
    this.#working = this.#working.then(async () => {
      // What cannot be read now may be the next time; its place is remembered.
      for (const source of this.#sources) await this.#drain(source).catch(() => undefined);
    });
    return this.#working;
  }

  /** Takes over what is there, the last line too if it has no end. */
  async finish(): Promise<void> {
    await this.pump();
    for (const source of this.#sources) {
      for (const line of source.splitter.rest()) this.#write(source, line);
    }
    await this.#init.log.flush();
  }

  /** Stops; the files are left to the worker. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.pump();
    await Promise.all(this.#sources.map(({ handle }) => handle.close()));
  }

  async #drain(source: Source): Promise<void> {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await source.handle.read(buffer, 0, CHUNK_BYTES, source.read);
      if (bytesRead === 0) break;
      source.read += bytesRead;
      for (const line of source.splitter.push(buffer.subarray(0, bytesRead))) this.#write(source, line);
    }
    if (source.read >= this.#init.fileBytes) emptyWhenRead(source);
  }

  #write({ stream }: Source, line: string): void {
    const { log, now } = this.#init;
    const told: LogLine = { seq: log.seq + 1, time: now().toISOString(), stream, line };
    log.append(JSON.stringify({ ...told, at: this.#sources.map(({ read }) => read) }));
  }
}

/** Nothing else of this process runs between the look and the cut. */
function emptyWhenRead(source: Source): void {
  if (fstatSync(source.handle.fd).size !== source.read) return;
  ftruncateSync(source.handle.fd, 0);
  source.read = 0;
}

/** A line of a worker's log as it is told: without what only the pump needs. */
export function logLineOf(line: string): string {
  return line.replace(/,"at":\[\d+,\d+\]\}$/, '}');
}
