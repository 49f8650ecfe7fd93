import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@rbee-internal/coded-error';
import { type ProgramOutcome, runProgram, spawnGroup } from '@rbee-internal/process-group';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from './errors.js';

/** How a program is shown to work: it answers `--version`, it serves `/health`, or it is not started at all. */
export type Probe = 'version' | 'health' | 'none';

export interface ProveOptions {
  readonly probe: Probe;
  /** The environment that the program gets a few variables of. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of what the program prints that are kept. */
const MAX_OUTPUT_BYTES = 64 * 1024;
/** Lines of it that a message repeats. */
const SHOWN_LINES = 10;
const HEALTH_INTERVAL_MS = 50;
const GRACE_MS = 500;

/** What a worker needs to find its libraries and devices; no token of the caller is among them. */
const PASSED_VARIABLES = [
  'PATH',
  'LANG',
  'TZ',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
];

/**
 * Starts a program and sees that it works.
 *
 * @throws ProvisionError `NOT_PROVEN` with what the program printed
 */
export async function proveProgram(program: string, options: ProveOptions): Promise<void> {
  switch (options.probe) {
    case 'none':
      return;
    case 'version':
      return proveVersion(program, options);
    case 'health':
      return proveHealth(program, options);
    default:
      return options.probe satisfies never;
  }
}

async function proveVersion(
  program: string,
  { env, timeoutMilliseconds, signal }: ProveOptions,
): Promise<void> {
  const outcome = await runProgram(program, ['--version'], {
    env: passedVariables(env),
    timeoutMilliseconds,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    signal,
  });
  if (outcome.end.type === 'exit' && outcome.end.code === 0) return;
  throw notProven(`${program} --version`, describeEnd(outcome.end, timeoutMilliseconds), outcome.output);
}

async function proveHealth(
  program: string,
  { env, timeoutMilliseconds, signal }: ProveOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const queen = await openPort();
  const port = await findFreePort();
  let output = '';
  const args = ['--port', String(port), '--queen-url', `http://127.0.0.1:${queen.port}`];
  const group = spawnGroup(program, args, {
    env: passedVariables(env),
    onOutput: (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT_BYTES);
    },
  });
  try {
    const problem = await untilHealthy(`http://127.0.0.1:${port}/health`, {
      ended: group.ended.then((end) => describeEnd(end, timeoutMilliseconds)),
      deadline: performance.now() + timeoutMilliseconds,
      signal,
    });
    if (problem !== undefined) throw notProven(`${program} ${args.join(' ')}`, problem, output);
  } finally {
    await group.end(GRACE_MS);
    await queen.close();
  }
}

interface Waiting {
  readonly ended: Promise<string>;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

/** Asks until it answers 2xx; else says why it will not. */
async function untilHealthy(url: string, { ended, deadline, signal }: Waiting): Promise<string | undefined> {
  let lastAnswer = 'nothing listened';
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    const ending = await Promise.race([ended, sleep(HEALTH_INTERVAL_MS, undefined)]);
    if (ending !== undefined) return ending;
    const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
    try {
      const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
      await response.body?.cancel();
      if (response.ok) return undefined;
      lastAnswer = `it answered ${response.status}`;
    } catch (error) {
      signal?.throwIfAborted();
      if (!timeout.aborted) lastAnswer = messageOf(error);
    }
  }
  return `/health did not answer in time: ${lastAnswer}`;
}

function passedVariables(env: ProveOptions['env']): Record<string, string | undefined> {
  return Object.fromEntries(PASSED_VARIABLES.map((name) => [name, env[name]]));
}

/** A port where somebody listens and never answers: the heartbeats of a probed worker go there. */
async function openPort(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function findFreePort(): Promise<number> {
  const { port, close } = await openPort();
  await close();
  return port;
}

function describeEnd(end: ProgramOutcome['end'], timeoutMilliseconds: number): string {
  switch (end.type) {
    case 'exit':
      return `it ended with exit code ${end.code}`;
    case 'signal':
      return `it was ended by ${end.signal}`;
    case 'error':
      return `it cannot be started: ${end.error.message}`;
    case 'timeout':
      return `it did not end within ${timeoutMilliseconds} ms`;
    default:
      return end satisfies never;
  }
}

function notProven(command: string, problem: string, output: string): ProvisionError {
  const lines = output.trimEnd().split('\n').slice(-SHOWN_LINES).map(showForeign);
  const printed = output.trim() === '' ? 'It printed nothing.' : `It printed:\n  ${lines.join('\n  ')}`;
  return new ProvisionError({
    code: 'NOT_PROVEN',
    message: `The new program does not work: ${showForeign(command)}: ${problem}. ${printed}`,
    hint: 'Nothing was installed; what was installed before stays. The worker may need libraries that this machine lacks.',
  });
}
