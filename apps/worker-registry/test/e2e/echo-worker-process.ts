import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, onTestFinished } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../../workers/echo-worker-cpu');
const sources = readdirSync(folder).filter((name) => name.endsWith('.c'));

/**
 * Compiles the echo worker without a warning, for the tests of one file; returns the program's path. Flags
 * such as `-DREQUEST_MS=500` shorten its deadlines.
 */
export function compileEchoWorker(...flags: string[]): string {
  const output = mkdtempSync(path.join(os.tmpdir(), 'rbee-echo-worker-'));
  afterAll(() => rmSync(output, { recursive: true }));
  const program = path.join(output, 'echo-worker-cpu');
  const strict = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-pthread'];
  const further = process.env.CFLAGS?.split(' ') ?? [];
  execFileSync('cc', [...strict, ...flags, ...further, '-o', program, ...sources], { cwd: folder });
  return program;
}

export interface EchoWorker {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** What it has written to standard error so far. */
  stderr(): string;
  /** Sends the signal and answers the exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** Starts the program on a free port, waits until it listens, and ends it with the test. */
export async function startEchoWorker(program: string, args: readonly string[] = []): Promise<EchoWorker> {
  const child = spawn(program, ['--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = line.replace('listening on ', '');
  return {
    url,
    port: Number(new URL(url).port),
    process: child,
    stderr: () => stderr,
    stop: async (signal) => {
      child.kill(signal);
      const [code, endedBy] = await exited;
      return code ?? endedBy ?? 'SIGKILL';
    },
  };
}

/** Sends bytes as they are and answers all that comes back until the other side closes. */
export async function exchange(port: number, ...parts: (string | Uint8Array)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {
    // A reset counts as a close: what arrived before it is what is looked at.
  });
  for (const part of parts) socket.write(part);
  await new Promise((resolve) => socket.on('end', resolve).on('close', resolve));
  socket.destroy();
  return Buffer.concat(chunks).toString();
}
