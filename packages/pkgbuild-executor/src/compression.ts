import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
  options: CompressOptions,
): Promise<void> {
  const { compression, signal } = options;
  const target = createWriteStream(file, { flags: 'wx', mode: 0o644 });
  if (compression === 'gz') {
    await pipeline(Readable.from(chunks), createGzip({ level: 9 }), target, { signal });
  } else {
    await compressByProgram(chunks, target, options);
  }
}

async function compressByProgram(
  chunks: AsyncIterable<Buffer>,
  target: NodeJS.WritableStream,
  { compression, env, signal }: CompressOptions,
): Promise<void> {
  const [name, ...args] = PROGRAMS[compression === 'xz' ? 'xz' : 'zst'];
  const program = await findProgram(name, env.PATH);
  const child = spawn(program, args, { env: {}, stdio: ['pipe', 'pipe', 'ignore'], signal });
  const exited = once(child, 'exit');
  exited.catch(() => undefined);
  await Promise.all([
    pipeline(Readable.from(chunks), child.stdin, { signal }),
    pipeline(child.stdout, target, { signal }),
  ]);
  const [code] = await exited;
  if (code !== 0) throw new Error(`${program} ended with exit code ${code}`);
}
