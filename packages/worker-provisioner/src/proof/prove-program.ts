import { createServer } from 'node:net';
import {
  type ConfinedEnd,
  type ConfinedProcess,
  type ExecuteOptions,
  runConfined,
  startConfined,
} from '@rbee/pkgbuild-executor';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { pause } from '@rbee-internal/system/time';
import type { Probe } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import { explainProof } from './explain-proof.js';
import { proofEnvironment, proofReadable } from './proof-environment.js';

export interface ProveOptions {
  readonly probe: Probe;
  /** The tree that the program belongs to: it is shown that, and may not change it. */
  readonly tree: string;
  /** A private, empty folder outside of the tree, for what it writes. */
  readonly workDir: string;
  /** The environment that the program gets a few variables of. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This machine's, in Arch's terms. */
  readonly architecture: string;
  /** As for the build. @default 'prefer' */
  readonly sandbox?: ExecuteOptions['sandbox'];
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes that a program may print: what only tells its version prints less, and what prints this much does not end. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** Lines of it that a message repeats. */
const SHOWN_LINES = 10;
const HEALTH_INTERVAL_MS = 50;
const GRACE_MS = 500;

/**
 * Starts a program and sees that it works, apart from the rest of the machine. Nothing of it runs afterwards.
 *
 * @throws ProvisionError `NOT_PROVEN` with what the program printed; ExecuteError `SANDBOX`
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

async function proveVersion(program: string, options: ProveOptions): Promise<void> {
  const command = [program, '--version'] as const;
  const { end, output } = await runConfined({ command, ...(await confinement(options)) });
  const isTooMuch = Buffer.byteLength(output) >= MAX_OUTPUT_BYTES;
  if (end.type === 'exit' && end.code === 0 && !isTooMuch) return;
  const problem = isTooMuch
    ? `it printed more than ${MAX_OUTPUT_BYTES} bytes`
    : describeEnd(end, options.timeoutMilliseconds);
  throw await notProven({ command, problem, end, output }, options);
}

async function proveHealth(program: string, options: ProveOptions): Promise<void> {
  const { timeoutMilliseconds, signal } = options;
  signal?.throwIfAborted();
  const [port, answeringPort] = await findFreePorts();
  const queen = `http://127.0.0.1:${answeringPort}`;
  const command = [program, '--port', `${port}`, '--queen-url', queen] as const;
  const worker = await startConfined({ command, port, answeringPort, ...(await confinement(options)) });
  try {
    const problem = await untilHealthy(worker, { timeoutMilliseconds, signal });
    if (problem === undefined) return;
    throw await notProven({ command, ...problem, output: worker.output() }, options);
  } finally {
    await worker.end();
  }
}

async function confinement(options: ProveOptions) {
  const { tree, workDir, env, sandbox, timeoutMilliseconds, signal } = options;
  return {
    workDir,
    env: proofEnvironment(env, workDir),
    readable: [tree, ...(await proofReadable(env))],
    gpu: true,
    sandbox,
    limits: {
      milliseconds: timeoutMilliseconds,
      outputBytes: MAX_OUTPUT_BYTES,
      graceMilliseconds: GRACE_MS,
    },
    signal,
  };
}

interface Problem {
  readonly problem: string;
  readonly end: ConfinedEnd;
}

/** Asks until it answers 2xx; else says why it will not. */
async function untilHealthy(
  worker: ConfinedProcess,
  { timeoutMilliseconds, signal }: Pick<ProveOptions, 'timeoutMilliseconds' | 'signal'>,
): Promise<Problem | undefined> {
  const deadline = performance.now() + timeoutMilliseconds;
  let lastAnswer = 'nothing listened';
  for (;;) {
    signal?.throwIfAborted();
    const left = Math.ceil(deadline - performance.now());
    const end = await Promise.race([worker.ended, pause(Math.min(HEALTH_INTERVAL_MS, Math.max(0, left)))]);
    signal?.throwIfAborted();
    if (left <= 0 || end?.type === 'timeout') break;
    if (end !== undefined) return { end, problem: describeEnd(end, timeoutMilliseconds) };
    try {
      const { status } = await worker.request('/health', { signal, timeoutMilliseconds: left });
      if (status >= 200 && status < 300) return undefined;
      lastAnswer = `it answered ${status}`;
    } catch (error) {
      signal?.throwIfAborted();
      if (performance.now() < deadline) lastAnswer = messageOf(error);
    }
  }
  return { end: { type: 'timeout' }, problem: `/health did not answer in time: ${lastAnswer}` };
}

/** Two ports where nobody listens. */
async function findFreePorts(): Promise<readonly [number, number]> {
  const [one, other] = await Promise.all([openPort(), openPort()]);
  await Promise.all([one.close(), other.close()]);
  return [one.port, other.port];
}

async function openPort(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function describeEnd(end: ConfinedEnd, timeoutMilliseconds: number): string {
  switch (end.type) {
    case 'exit':
      return `it ended with exit code ${end.code}`;
    case 'signal':
      return `it was ended by ${end.signal}`;
    case 'error':
      return `it cannot be started: ${end.error.message}`;
    case 'timeout':
      return `it did not end within ${timeoutMilliseconds} ms`;
    case 'ended':
      return 'it was ended';
    default:
      return end satisfies never;
  }
}

interface Failure extends Problem {
  readonly command: readonly [string, ...string[]];
  readonly output: string;
}

async function notProven(
  { command, problem, end, output }: Failure,
  { architecture }: ProveOptions,
): Promise<ProvisionError> {
  const lines = output.trimEnd().split('\n').slice(-SHOWN_LINES).map(showForeign);
  const printed = output.trim() === '' ? 'It printed nothing.' : `It printed:\n  ${lines.join('\n  ')}`;
  const shown = showForeign(command.join(' '));
  return new ProvisionError({
    code: 'NOT_PROVEN',
    message: `The new program does not work: ${shown}: ${problem}. ${printed}`,
    hint: await explainProof({ program: command[0], architecture, end, output }),
  });
}
