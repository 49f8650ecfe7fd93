import { StringDecoder } from 'node:string_decoder';
import { LAST_OUTPUT_MILLISECONDS, untilLastOutput } from './last-output.js';
import { type LeafOptions, type LeafProgram, startLeaf } from './leaf-program.js';
import type { ProgramEnd } from './process-end.js';

export interface StreamOptions extends LeafOptions {
  /** Called with what it prints on its standard error; what it throws ends the program, and the loop throws it. */
  readonly onStderr?: ((text: string) => void) | undefined;
}

export interface StreamOutcome {
  readonly end: ProgramEnd;
  /** The end of its standard error, at most 4,096 characters. */
  readonly stderr: string;
}

const STDERR_TAIL = 4_096;

/**
 * Runs a program and yields its standard output as it comes, no faster than it is taken. The program is ended when the
 * loop is left. The generator returns how it ended, which `yield*` makes available:
 *
 *     const { end } = yield* streamProgram('xz', ['-dc', '--', file], { env, signal });
 *
 * @throws the signal's reason, and what `onStderr` throws
 */
export async function* streamProgram(
  program: string,
  args: readonly string[],
  options: StreamOptions,
): AsyncGenerator<Buffer, StreamOutcome> {
  options.signal?.throwIfAborted();
  const leaf = await startLeaf(program, args, options);
  const stderr = followStderr(leaf, options);
  let isOver = false;
  try {
    yield* chunksOf(leaf);
    isOver = true;
  } finally {
    // The loop was left, or what was yielded threw.
    if (!isOver) {
      leaf.stop('left');
      await leaf.close();
    }
  }
  await stderr.ended;
  const end = await leaf.close();
  return { end, stderr: stderr.tail() };
}

async function* chunksOf(leaf: LeafProgram): AsyncGenerator<Buffer, void> {
  const chunks = leaf.stdout.iterator({ destroyOnReturn: false });
  const silence = createSilence(leaf);
  try {
    for (;;) {
      leaf.keepAlive();
      silence.begin();
      const next: IteratorResult<Buffer, unknown> = await chunks.next().catch((error: unknown) => {
        // We closed it, or the system did; how the program ended says more.
        if (leaf.stdout.destroyed) return { done: true, value: undefined };
        throw error;
      });
      silence.end();
      leaf.pauseStall();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    silence.end();
  }
}

/** After the program's end, output that is waited for and does not come is over: a helper may hold the pipe. */
function createSilence({ stdout, exited }: LeafProgram) {
  let hasExited = false;
  let isWaiting = false;
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    if (hasExited && isWaiting) timer = setTimeout(() => stdout.destroy(), LAST_OUTPUT_MILLISECONDS);
  };
  exited.then(() => {
    hasExited = true;
    arm();
  });
  return {
    begin() {
      isWaiting = true;
      arm();
    },
    end() {
      isWaiting = false;
      clearTimeout(timer);
    },
  };
}

function followStderr(leaf: LeafProgram, { onStderr }: StreamOptions) {
  const decoder = new StringDecoder('utf8');
  let tail = '';
  leaf.stderr.on('data', (chunk: Buffer) => {
    leaf.keepAlive();
    const text = decoder.write(chunk);
    tail = (tail + text).slice(-STDERR_TAIL);
    try {
      onStderr?.(text);
    } catch (thrown) {
      leaf.stop({ thrown });
    }
  });
  return { tail: () => tail, ended: untilLastOutput(leaf, [leaf.stderr]) };
}
