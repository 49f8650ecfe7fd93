import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { findProgram } from './find-program.js';

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
  const program = await findProgram(name, env.PATH);
  const child = spawn(program, args, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  const fault = faultOf(child);
  try {
    await Promise.all([
      pipeline(Readable.from(chunks), child.stdin, { signal }),
      pipeline(child.stdout, createTarget(file), { signal }),
    ]);
  } finally {
    // After a failure or an abort it may still wait for what nobody will send.
    if (!child.stdout.readableEnded) child.kill('SIGKILL');
    await fault;
  }
  const why = await fault;
  if (why !== undefined) throw new Error(`${program} ${why}`);
}

function createTarget(file: string): NodeJS.WritableStream {
  return createWriteStream(file, { flags: 'wx', mode: 0o644 });
}

/** Resolves when the program has ended, with what went wrong, if anything. */
function faultOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(code === null ? `was ended by ${signal}` : `ended with exit code ${code}`);
    });
  });
}
