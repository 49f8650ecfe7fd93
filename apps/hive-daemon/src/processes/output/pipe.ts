import { closeSync, constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '@rbee-internal/system/process';

/** Both ends of a pipe, as descriptors that the caller has to close. */
export interface Pipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

const DEADLINE_MILLISECONDS = 5_000;

/**
 * A pipe between two processes that we start. Node's own are sockets, which a program cannot open as `/dev/stdout`; this
 * one is a FIFO, whose name is gone when the call returns.
 */
export async function openPipe(folder: string, name: string): Promise<Pipe> {
  const file = path.join(folder, `${name}.pipe`);
  await rm(file, { force: true });
  const { end, output } = await runProgram('mkfifo', ['-m', '600', '--', file], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    timeoutMilliseconds: DEADLINE_MILLISECONDS,
    maxOutputBytes: 4_096,
    overflow: 'drop',
  });
  if (end.type !== 'exit' || end.code !== 0) throw new Error(`mkfifo failed: ${output.trim() || end.type}`);
  try {
    return openEnds(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** Neither end can be opened without the other, except by who opens both at once. */
function openEnds(file: string): Pipe {
  const both = openSync(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | constants.O_NONBLOCK);
  try {
    const readEnd = openSync(file, constants.O_RDONLY);
    return { readEnd, writeEnd: openSync(file, constants.O_WRONLY) };
  } finally {
    closeSync(both);
  }
}
