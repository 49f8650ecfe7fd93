import { randomBytes } from 'node:crypto';
import { close, constants, open } from 'node:fs';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { showForeign } from '@rbee-internal/redact-url';
import { runProgram } from '@rbee-internal/system/process';
import { openPipeEnds } from './pipe-ends.js';

const openDescriptor = promisify(open);
const closeDescriptor = promisify(close);

/**
 * How long to wait for our own marker. It comes at once, unless a process of the recipe reads from the pipe it
 * should only write to.
 */
const DRAIN_MILLISECONDS = 2_000;

/** How long `mkfifo` may take, and what it may say. */
const MKFIFO_MILLISECONDS = 10_000;
const MKFIFO_BYTES = 65_536;

/** A pipe that a build writes to and we read from. */
export interface OutputPipe {
  /** The end for the child's stdio. */
  readonly childDescriptor: number;
  /** Closes our copy of the child's end, once the child has its own. */
  releaseChildEnd(): Promise<void>;
  /** Resolves when everything that was written before the call has been delivered. Needs no end of file. */
  drain(): Promise<void>;
  close(): void;
}

/** Makes named pipes by the program `mkfifo`: Node has no call for it. */
export async function makeNamedPipes(
  mkfifo: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const { end, output } = await runProgram(mkfifo, ['-m', '600', '--', ...files], {
    env: {},
    signal,
    timeoutMilliseconds: MKFIFO_MILLISECONDS,
    maxOutputBytes: MKFIFO_BYTES,
  });
  if (end.type === 'exit' && end.code === 0) return;
  throw new Error(`${mkfifo} could not make ${files.join(', ')}: ${showForeign(output.trim())}`, {
    cause: end.type === 'error' ? end.error : end,
  });
}

/**
 * Opens a named pipe and removes its name. Node's own stdio pipes are sockets, which a recipe cannot open again
 * by `/dev/stdout` or `/dev/stderr`.
 */
export async function openOutputPipe(file: string, onData: (chunk: Buffer) => void): Promise<OutputPipe> {
  const reader = await openDescriptor(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const marking = await openDescriptor(file, constants.O_WRONLY | constants.O_NONBLOCK);
  const childDescriptor = await openDescriptor(file, constants.O_WRONLY);
  await rm(file);
  const filter = createMarkFilter(onData);
  const ends = openPipeEnds({ reader, marking }, filter.push);
  let isChildEndOpen = true;
  async function releaseChildEnd(): Promise<void> {
    if (!isChildEndOpen) return;
    isChildEndOpen = false;
    await closeDescriptor(childDescriptor);
  }
  return {
    childDescriptor,
    releaseChildEnd,
    async drain() {
      const mark = randomBytes(32);
      const arrived = filter.expect(mark);
      ends.writeMark(mark);
      await arrived;
    },
    close: ends.close,
  };
}

interface MarkFilter {
  readonly push: (chunk: Buffer) => void;
  /** Resolves when the mark has passed, which is not delivered. */
  expect(mark: Buffer): Promise<void>;
}

function createMarkFilter(onData: (chunk: Buffer) => void): MarkFilter {
  let mark: Buffer | undefined;
  let held: Buffer = Buffer.alloc(0);
  let settle: () => void = () => undefined;

  function deliver(chunk: Buffer): void {
    if (chunk.length > 0) onData(chunk);
  }

  function stop(before: Buffer, after: Buffer): void {
    mark = undefined;
    held = Buffer.alloc(0);
    deliver(before);
    settle();
    deliver(after);
  }

  function push(chunk: Buffer): void {
    const data = Buffer.concat([held, chunk]);
    const at = mark === undefined ? -1 : data.indexOf(mark);
    if (mark !== undefined && at !== -1) {
      stop(data.subarray(0, at), data.subarray(at + mark.length));
    } else {
      // The mark may have begun: that much is held back.
      const safe = mark === undefined ? data.length : Math.max(0, data.length - mark.length + 1);
      held = data.subarray(safe);
      deliver(data.subarray(0, safe));
    }
  }

  return {
    push,
    expect(expected) {
      mark = expected;
      return new Promise((resolve) => {
        const timer = setTimeout(() => stop(held, Buffer.alloc(0)), DRAIN_MILLISECONDS);
        settle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
