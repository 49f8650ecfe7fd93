import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { type HeldFolder, holdFolder } from '@rbee-internal/system/files';
import {
  createProcessTree,
  newFamilyMark,
  type ProcessTree,
  type StartedProcess,
  startProcess,
} from '@rbee-internal/system/process';
import { unlessAborted } from '@rbee-internal/system/time';
import { forgeryError, limitError, noListenerError } from '../failures.js';
import { type ResourceWatch, watchResources } from '../limits/resource-watch.js';
import { receiveListener } from '../network/namespace-listener.js';
import { createSessionMeter } from '../phases/phase-meter.js';
import { type Capture, createCapture } from '../phases/pkgver.js';
import type { Run } from '../run.js';
import { type ControlChannel, createControlChannel, type Request } from './control-channel.js';
import { readFailedCommand } from './failed-command.js';
import type { FailedCommand, Outcome } from './outcome.js';
import { makeNamedPipes, type OutputPipe, openOutputPipe } from './output-pipe.js';
import { type SessionPlan, sessionCommand } from './session-command.js';
import type { SessionFiles } from './session-files.js';

/** One bash that has our driver loaded. */
export interface BashSession {
  /** Resolves when all output up to the outcome has been delivered. Rejects with the run's signal's reason. */
  ask(request: Request): Promise<Outcome>;
  /** Ends what the recipe has left running, then lets bash end by itself, so that its EXIT traps run. */
  end(): Promise<Outcome>;
  /** What the function captured last has printed. */
  captured(): string;
  /** The command that made the last function fail, where bash reported it. */
  failedCommand(): Promise<FailedCommand | undefined>;
}

interface Pipes {
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  readonly capture: OutputPipe;
}

/** Starts a bash, passes it to `use`, and ends all its processes in every case. */
export async function withBash<T>(
  run: Run,
  plan: SessionPlan,
  use: (bash: BashSession) => Promise<T>,
): Promise<T> {
  // A session before this one may have put anything in the place of a folder.
  await run.folders.verify();
  const { workDir } = run.folders;
  const folder = await mkdtemp(path.join(workDir.path, 'control-'));
  const opened: OutputPipe[] = [];
  let notes: HeldFolder | undefined;
  try {
    for (const name of ['notes', 'tmp']) await mkdir(path.join(folder, name), { mode: 0o700 });
    notes = await holdFolder(path.join(folder, 'notes'));
    const files = { notes, temporary: path.join(folder, 'tmp') };
    const capture = createCapture();
    const pipes = await openPipes(run, { folder, capture, opened });
    return await runBash(run, { pipes, capture, files, plan }, use);
  } finally {
    for (const pipe of opened) {
      await pipe.releaseChildEnd();
      pipe.close();
    }
    await notes?.close();
    await rm(workDir.inside(path.basename(folder)), { recursive: true, force: true });
  }
}

async function openPipes(
  run: Run,
  { folder, capture, opened }: { folder: string; capture: Capture; opened: OutputPipe[] },
): Promise<Pipes> {
  const { recorder } = run;
  async function open(name: string, onData: (chunk: Buffer) => void): Promise<OutputPipe> {
    const pipe = await openOutputPipe(path.join(folder, name), onData);
    opened.push(pipe);
    return pipe;
  }
  await makeNamedPipes(
    run.mkfifo,
    ['stdout', 'stderr', 'capture'].map((name) => path.join(folder, name)),
    run.signal,
  );
  return {
    stdout: await open('stdout', (chunk) => recorder.output('stdout', chunk)),
    stderr: await open('stderr', (chunk) => recorder.output('stderr', chunk)),
    capture: await open('capture', (chunk) => {
      capture.push(chunk);
      recorder.countBytes(chunk.length);
    }),
  };
}

interface SessionParts {
  readonly pipes: Pipes;
  readonly capture: Capture;
  readonly files: SessionFiles;
  readonly plan: SessionPlan;
}

async function runBash<T>(run: Run, parts: SessionParts, use: (bash: BashSession) => Promise<T>): Promise<T> {
  const command = await sessionCommand(run, parts.plan, parts.files);
  run.signal.throwIfAborted();
  const mark = newFamilyMark();
  const child = startBash(run, command, { ...parts, mark });
  const tree = treeOf(child.pid ?? (await startError(child)), mark, run);
  const watch = watchOf(run, tree);
  const endTree = once(async () => {
    watch.stop();
    await tree.end();
  });
  const exited = exitOf(child, endTree);
  // The code that waits for it sees the error; until then it must not count as unhandled.
  exited.catch(() => undefined);
  try {
    for (const pipe of Object.values(parts.pipes)) await pipe.releaseChildEnd();
    if (run.network?.listensInside) await startListening(run, child);
    const control = controlOf(child, run);
    return await use(createSession(run, { ...parts, control, exited, tree, watch }));
  } finally {
    await endTree();
    child.stdio[3]?.destroy();
    child.channel?.close();
  }
}

/** Serves the proxy in the sandbox's own loopback. */
async function startListening({ network, signal }: Run, child: StartedProcess): Promise<void> {
  try {
    network?.serve(await unlessAborted(receiveListener(child), signal));
  } catch (error) {
    signal.throwIfAborted();
    throw noListenerError(error);
  }
}

function startBash(
  run: Run,
  command: readonly string[],
  { pipes, plan, mark }: SessionParts & { readonly mark: string },
): StartedProcess {
  const [program = run.bash, ...args] = command;
  const isFakeroot = plan.kind === 'package' && run.fakeroot !== undefined;
  const [markName = '', markValue] = mark.split('=');
  return startProcess(program, args, {
    cwd: run.options.startDir,
    env: {
      ...run.environment,
      // Where none can leave the sandbox's own process namespace, none needs a mark.
      ...(run.sandbox.guard.isolatesProcesses ? {} : { [markName]: markValue }),
      // Root of a user namespace may not give files away for real, and fakeroot takes that for an error.
      ...(isFakeroot ? { FAKEROOTDONTTRYCHOWN: '1' } : {}),
    },
    stdio: [
      'ignore',
      pipes.stdout.childDescriptor,
      pipes.stderr.childDescriptor,
      'pipe',
      pipes.capture.childDescriptor,
      ...(run.network?.listensInside ? (['ipc'] as const) : []),
    ],
  });
}

function treeOf(leader: number, mark: string, { options, sandbox }: Run): ProcessTree {
  return createProcessTree({
    leader,
    isolated: sandbox.guard.isolatesProcesses,
    mark,
    graceMilliseconds: options.limits.graceMilliseconds,
    maxProcesses: options.limits.processes,
  });
}

function watchOf({ options, recorder, stop }: Run, tree: ProcessTree): ResourceWatch {
  return watchResources({
    options,
    tree,
    onLimit: (limit, bound) => stop.abort(limitError(limit, bound, recorder.about())),
    onFault: (error) => stop.abort(error),
  });
}

/** Rejects with why nothing could be started. */
async function startError(child: StartedProcess): Promise<never> {
  const end = await child.ended;
  throw end.type === 'error' ? end.error : new Error('bash has no process id');
}

/** How bash ended, once nothing of its processes is left. */
async function exitOf(child: StartedProcess, endTree: () => Promise<void>): Promise<Outcome> {
  const end = await child.ended;
  await endTree();
  if (end.type === 'error') throw end.error;
  return end.type === 'exit' ? end : { type: 'killed', signal: end.signal };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

function controlOf(child: StartedProcess, run: Run): ControlChannel {
  const stream = child.stdio[3];
  if (!(stream instanceof Duplex)) throw new TypeError('The control pipe of bash was not opened');
  return createControlChannel(stream, () => run.stop.abort(forgeryError(run.recorder.about())));
}

interface OpenSession extends SessionParts {
  readonly control: ControlChannel;
  readonly exited: Promise<Outcome>;
  readonly tree: ProcessTree;
  readonly watch: ResourceWatch;
}

function createSession(run: Run, session: OpenSession): BashSession {
  const { pipes, capture, control, exited, files, tree, watch } = session;
  const meter = createSessionMeter(watch);
  run.recorder.useMeter(meter);
  let isUp = false;

  async function settled(outcome: Promise<Outcome>): Promise<Outcome> {
    const result = await unlessAborted(outcome, run.signal);
    if (!isUp) tree.keep();
    isUp = true;
    watch.sample();
    meter.note(result);
    await unlessAborted(Promise.all(Object.values(pipes).map((pipe) => pipe.drain())), run.signal);
    run.recorder.flush();
    run.signal.throwIfAborted();
    return result;
  }

  return {
    ask(request) {
      const replied = control.ask(request).then((reply): Outcome => ({ type: 'reply', reply }));
      return settled(Promise.race([replied, exited]));
    },
    async end() {
      await unlessAborted(tree.endOthers(), run.signal);
      control.end();
      return settled(exited);
    },
    captured: () => capture.text(),
    failedCommand: () => readFailedCommand(files.notes.inside('failure'), run.options.pkgbuildPath),
  };
}
