import { close, read, write } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isSystemError } from '@rbee-internal/coded-error';

/** Our two ends of a pipe: what is read from it is delivered, and a mark can be written. */
export interface PipeEnds {
  writeMark(mark: Buffer): void;
  close(): void;
}

/** Descriptors that do not block: one to read from, one to write to. */
export interface PipeDescriptors {
  readonly reader: number;
  readonly marking: number;
}

/** Reads as soon as there is something, by the event loop where it can wait for a descriptor. */
export function openPipeEnds(descriptors: PipeDescriptors, onData: (chunk: Buffer) => void): PipeEnds {
  return canWaitForDescriptors() ? openSockets(descriptors, onData) : openPolled(descriptors, onData);
}

/** Bun's sockets of a descriptor never read, and Deno has none. */
function canWaitForDescriptors(): boolean {
  return process.versions.bun === undefined && process.versions.deno === undefined;
}

function openSockets({ reader, marking }: PipeDescriptors, onData: (chunk: Buffer) => void): PipeEnds {
  const source = quietSocket(new Socket({ fd: reader, readable: true, writable: false }));
  const marks = quietSocket(new Socket({ fd: marking, readable: false, writable: true }));
  source.on('data', onData);
  return {
    writeMark: (mark) => void marks.write(mark),
    close() {
      source.destroy();
      marks.destroy();
    },
  };
}

/** Both ends are ours, so an error of the pipe means that it is being closed. */
function quietSocket(socket: Socket): Socket {
  return socket.on('error', () => undefined);
}

const CHUNK_BYTES = 65_536;
const PAUSE_MILLISECONDS = 10;

/** Looks every few milliseconds. */
export function openPolled({ reader, marking }: PipeDescriptors, onData: (chunk: Buffer) => void): PipeEnds {
  const closing = new AbortController();
  const { signal } = closing;
  async function readAll(): Promise<void> {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    while (!signal.aborted) {
      const bytes = await orNothing(promisify(read)(reader, buffer, 0, CHUNK_BYTES, null));
      if (bytes > 0 && !signal.aborted) onData(Buffer.from(buffer.subarray(0, bytes)));
      if (bytes === 0) await pause(signal);
    }
  }
  // A mark is shorter than what a pipe takes at once.
  async function writeMark(mark: Buffer): Promise<void> {
    while (!signal.aborted && (await orNothing(promisify(write)(marking, mark))) === 0) await pause(signal);
  }
  const ended = readAll().catch(() => undefined);
  let written: Promise<void> = Promise.resolve();
  return {
    writeMark(mark) {
      written = writeMark(mark).catch(() => undefined);
    },
    close() {
      closing.abort();
      void Promise.all([ended, written]).then(() => {
        for (const descriptor of [reader, marking]) close(descriptor, () => undefined);
      });
    },
  };
}

/** How many bytes went, none of them when the pipe is empty or full. */
async function orNothing(
  transfer: Promise<{ bytesRead: number } | { bytesWritten: number }>,
): Promise<number> {
  try {
    const done = await transfer;
    return 'bytesRead' in done ? done.bytesRead : done.bytesWritten;
  } catch (error) {
    if (isSystemError(error, 'EAGAIN')) return 0;
    throw error;
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(PAUSE_MILLISECONDS, undefined, { signal }).catch(() => undefined);
}
