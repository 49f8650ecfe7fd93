import { createServer } from 'node:net';
import path from 'node:path';
import {
  type ConfinedAnswer,
  type ConfinedEnd,
  type ConfinedProcess,
  type ConfinedRequest,
  startConfined,
} from '@rbee/pkgbuild-executor';
import { messageOf } from '@rbee-internal/coded-error';
import { joinInside, realPathInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { readRegularFile } from '@rbee-internal/system/files';
import { pause } from '@rbee-internal/system/time';
import type { FullProbe } from '@rbee-internal/worker-entry';
import {
  FIXED_LAUNCH,
  type LaunchHealth,
  type LaunchValues,
  launchCommand,
  missingLaunchValues,
} from '@rbee-internal/worker-launch';
import { ProvisionError } from '../errors.js';
import { confinement, type ProveOptions } from './confinement.js';
import { multipartFile } from './multipart-file.js';
import { describeEnd, notProven } from './not-proven.js';
import { pluginProblem } from './plugin-problem.js';

type HealthProbe = Extract<FullProbe, { kind: 'health' }>;
type RequestProbe = Extract<FullProbe, { kind: 'request' }>;

interface Problem {
  readonly problem: string;
  readonly end: ConfinedEnd;
}

const HEALTH_INTERVAL_MS = 50;
/** Bytes of a file that is sent. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Starts a worker as it will be started, and waits until it answers its health path. */
export function proveHealth(program: string, options: ProveOptions<HealthProbe>): Promise<void> {
  return whileServing(program, options, async () => undefined);
}

/** As {@link proveHealth}; then it must answer one request. */
export function proveRequest(program: string, options: ProveOptions<RequestProbe>): Promise<void> {
  return whileServing(program, options, async (worker) => {
    const { probe, timeoutMilliseconds, signal } = options;
    const request = { ...(await requestOf(options)), timeoutMilliseconds, signal };
    const answer = await worker.request(probe.path, request).catch((error: unknown) => {
      signal?.throwIfAborted();
      return `POST ${probe.path} failed: ${messageOf(error)}`;
    });
    const problem = typeof answer === 'string' ? answer : answerProblem(answer, probe);
    return problem === undefined ? undefined : { problem, end: { type: 'ended' } };
  });
}

async function whileServing(
  program: string,
  options: ProveOptions<HealthProbe | RequestProbe>,
  ask: (worker: ConfinedProcess) => Promise<Problem | undefined>,
): Promise<void> {
  options.signal?.throwIfAborted();
  const [port, answeringPort] = await findFreePorts();
  const { args, env } = await commandOf(program, options, { port, answeringPort });
  const command = [program, ...args] as const;
  const worker = await startConfined({ command, port, answeringPort, ...(await confinement(options, env)) });
  try {
    const problem =
      (await untilHealthy(worker, options)) ?? (await ask(worker)) ?? (await withoutPlugins(options));
    if (problem === undefined) return;
    throw await notProven({ command, ...problem, output: worker.output() }, options);
  } finally {
    await worker.end();
  }
}

async function withoutPlugins(options: ProveOptions): Promise<Problem | undefined> {
  const problem = await pluginProblem(options);
  return problem === undefined ? undefined : { problem, end: { type: 'ended' } };
}

/** @throws ProvisionError `REGISTRY_INVALID` when the probe lacks what the launch needs */
async function commandOf(
  program: string,
  { probe, launch = FIXED_LAUNCH, tree, workDir }: ProveOptions<HealthProbe | RequestProbe>,
  { port, answeringPort }: { readonly port: number; readonly answeringPort: number },
) {
  const answering = `http://127.0.0.1:${answeringPort}`;
  const values: LaunchValues = {
    port,
    host: '127.0.0.1',
    queen_url: answering,
    hive_url: answering,
    worker_id: 'proof',
    model_id: 'proof',
    program_dir: path.dirname(program),
    work_dir: workDir,
    ...(probe.model !== undefined && { model: await packagedFile(tree, probe.model) }),
  };
  const [missing] = missingLaunchValues(launch, values);
  if (missing === undefined) return launchCommand(launch, values);
  throw new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `The worker's entry cannot be used: its launch needs {${missing}}, which its probe does not give.`,
    hint: 'Name a model in the probe, or choose the probe "version" or "none".',
  });
}

/** Asks until the answer means ready; else says why it never will. */
async function untilHealthy(
  worker: ConfinedProcess,
  { launch, timeoutMilliseconds, signal }: ProveOptions,
): Promise<Problem | undefined> {
  const { path: healthPath = '/health', method = 'GET', status } = launch?.health ?? {};
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
      const answer = await worker.request(healthPath, { method, signal, timeoutMilliseconds: left });
      if (isReady(answer.status, status)) return undefined;
      lastAnswer = `it answered ${answer.status}`;
    } catch (error) {
      signal?.throwIfAborted();
      if (performance.now() < deadline) lastAnswer = messageOf(error);
    }
  }
  return { end: { type: 'timeout' }, problem: `${healthPath} did not answer in time: ${lastAnswer}` };
}

function isReady(answered: number, expected: LaunchHealth['status']): boolean {
  return expected === undefined ? answered >= 200 && answered < 300 : expected.includes(answered);
}

async function requestOf({ probe, tree }: ProveOptions<RequestProbe>): Promise<ConfinedRequest> {
  if (probe.file !== undefined) {
    const file = await packagedFile(tree, probe.file);
    return {
      method: 'POST',
      ...multipartFile(path.basename(file), await readRegularFile(file, { maxBytes: MAX_FILE_BYTES })),
    };
  }
  const body = JSON.stringify(probe.body ?? {});
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body };
}

function answerProblem({ status, body }: ConfinedAnswer, probe: RequestProbe): string | undefined {
  const asked = `POST ${probe.path}`;
  if (status < 200 || status > 299) return `${asked} was answered with ${status}`;
  if (probe.expect === undefined || Buffer.from(body).toString('utf8').includes(probe.expect))
    return undefined;
  return `the response to ${asked} does not contain ${showForeign(probe.expect)}`;
}

/** @throws ProvisionError `NOT_PROVEN` when the package has no such file, or it leads out of the package */
async function packagedFile(tree: string, name: string): Promise<string> {
  const file = joinInside(tree, name);
  const real = file === undefined ? undefined : await realPathInside(tree, file).catch(() => undefined);
  if (real !== undefined) return real;
  throw new ProvisionError({
    code: 'NOT_PROVEN',
    message: `The new program cannot be tried: the package has no ${showForeign(name)}, which the entry's probe names.`,
    hint: 'Correct the probe in the registry entry, or let package() install the file.',
  });
}

/** Two ports on which nothing listens. */
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
