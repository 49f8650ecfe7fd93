import { type CollectedOutput, collectOutput } from './collected-output.js';
import { untilLastOutput } from './last-output.js';
import { type LeafOptions, startLeaf } from './leaf-program.js';
import type { ProgramEnd } from './process-end.js';

export interface RunOptions extends LeafOptions {
  /** Of both streams together. @default 67_108_864 (64 MiB) */
  readonly maxOutputBytes?: number | undefined;
  /** What to do with a program that prints more: end it, or let it go on and keep no more of it. @default 'end' */
  readonly overflow?: 'end' | 'drop' | undefined;
  /** Called with what it prints, as it comes; what it throws ends the program, and the call rejects with it. */
  readonly onOutput?: ((chunk: Buffer, stream: OutputStream) => void) | undefined;
}

export type OutputStream = 'stdout' | 'stderr';

export interface ProgramOutcome {
  readonly end: ProgramEnd;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Both streams in the order in which they came, as UTF-8. */
  readonly output: string;
}

export const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Runs a program to its end or its limits, without a shell, and ends whatever of its process group it left. How it
 * ended is a value, also when it could not be started.
 *
 * @throws the signal's reason, and what `onOutput` throws
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<ProgramOutcome> {
  options.signal?.throwIfAborted();
  const leaf = await startLeaf(program, args, options);
  const max = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
  const kept = { stdout: collectOutput(max), stderr: collectOutput(max), both: collectOutput(max) };
  for (const stream of STREAMS) {
    leaf[stream].on('data', (chunk: Buffer) => {
      leaf.keepAlive();
      keep(chunk, stream);
    });
  }
  await untilLastOutput(leaf, [leaf.stdout, leaf.stderr]);
  const end = await leaf.close();
  return {
    end,
    stdout: kept.stdout.bytes(),
    stderr: kept.stderr.bytes(),
    output: kept.both.bytes().toString('utf8'),
  };

  function keep(chunk: Buffer, stream: OutputStream): void {
    const fits = keepWithin(kept, chunk, stream);
    if (!fits && options.overflow !== 'drop') leaf.stop('too-much-output');
    try {
      options.onOutput?.(chunk, stream);
    } catch (thrown) {
      leaf.stop({ thrown });
    }
  }
}

/** What there is room for among both streams goes into each. */
function keepWithin(
  kept: Readonly<Record<OutputStream | 'both', CollectedOutput>>,
  chunk: Buffer,
  stream: OutputStream,
): boolean {
  const room = kept.both.room();
  const part = chunk.subarray(0, room);
  kept[stream].add(part);
  kept.both.add(part);
  return part.length === chunk.length;
}
