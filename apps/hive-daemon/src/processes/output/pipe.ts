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
 * Pipes between processes that we start. Node's own are sockets, which a program cannot open as `/dev/stdout`; these are FIFOs, whose
 * names are gone when the call returns.
 */
export async function openPipes(folder: string, names: readonly string[]): Promise<Pipe[]> {
  const files = names.map((name) => path.join(folder, `${name}.pipe`));
  const removeAll = () => Promise.all(files.map((file) => rm(file, { force: true })));
  const opened: Pipe[] = [];
  await removeAll();
  try {
    await makeFifos(files);
    for (const file of files) opened.push(openEnds(file));
    return opened;
  } catch (error) {
    for (const pipe of opened) closePipe(pipe);
    throw error;
  } finally {
    await removeAll();
  }
}

export function closePipe({ readEnd, writeEnd }: Pipe): void {
  closeSync(readEnd);
  closeSync(writeEnd);
}

async function makeFifos(files: readonly string[]): Promise<void> {
  const { end, output } = await runProgram('mkfifo', ['-m', '600', '--', ...files], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    timeoutMilliseconds: DEADLINE_MILLISECONDS,
    maxOutputBytes: 4_096,
    overflow: 'drop',
  });
  if (end.type === 'exit' && end.code === 0) return;
  throw new Error(`mkfifo failed: ${output.trim() || end.type}`);
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
