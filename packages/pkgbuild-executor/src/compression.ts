import { createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { endProcessGroup, type ProcessEnd, startProcess } from '@rbee-internal/system/process';
import { requireProgram } from './require-program.js';

export type Compression = 'zst' | 'gz' | 'xz';

export interface CompressOptions {
  readonly compression: Compression;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** Programs and arguments that compress standard input, always to the same bytes. */
const PROGRAMS = { zst: ['zstd', '-c', '-q', '-T1', '-'], xz: ['xz', '-c', '-z', '-T1', '-'] } as const;

/** Writes chunks compressed into a new file. @throws ExecuteError `BASH_MISSING` when the program is not there */
export async function writeCompressed(
  chunks: AsyncIterable<Buffer>,
  file: string,
  { compression, env, signal }: CompressOptions,
): Promise<void> {
  if (compression === 'gz') {
    await pipeline(Readable.from(chunks), createGzip({ level: 9 }), createTarget(file), { signal });
    return;
  }
  const [name, ...args] = PROGRAMS[compression];
  const program = await requireProgram(name, env);
  const started = startProcess(program, args, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  const [input, output] = started.stdio;
  try {
    if (input instanceof Writable && output instanceof Readable) {
      await Promise.all([
        pipeline(Readable.from(chunks), input, { signal }),
        pipeline(output, createTarget(file), { signal }),
      ]);
    }
  } catch (error) {
    // It may still wait for what nobody will send.
    if (started.pid !== undefined && started.end() === undefined) await endProcessGroup(started.pid, 0);
    throw error;
  }
  const why = faultOf(await started.ended);
  if (why !== undefined) throw new Error(`${program} ${why}`);
}

function createTarget(file: string): NodeJS.WritableStream {
  return createWriteStream(file, { flags: 'wx', mode: 0o644 });
}

/** What went wrong with the program, if anything. */
function faultOf(end: ProcessEnd): string | undefined {
  switch (end.type) {
    case 'exit':
      return end.code === 0 ? undefined : `ended with exit code ${end.code}`;
    case 'signal':
      return `was ended by ${end.signal}`;
    case 'error':
      return `could not be started: ${end.error.message}`;
    default:
      return end satisfies never;
  }
}
