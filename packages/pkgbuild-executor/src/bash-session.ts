import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { abortable } from './abortable.js';
import { type ControlChannel, createControlChannel, type Request } from './control-channel.js';
import { DRIVER } from './driver.js';
import { readFailedCommand } from './failed-command.js';
import { forgeryError } from './failures.js';
import type { FailedCommand, Outcome } from './outcome.js';
import { makeNamedPipes, type OutputPipe, openOutputPipe } from './output-pipe.js';
import { type Capture, createCapture } from './pkgver.js';
import { endProcessGroup } from './process-group.js';
import type { Run } from './run.js';

/** One bash that has our driver loaded. */
export interface BashSession {
  /** Resolves when all output up to the outcome has been delivered. Rejects with the run's signal's reason. */
  ask(request: Request): Promise<Outcome>;
  /** Lets bash end by itself, so that the recipe's own EXIT traps run. */
  end(): Promise<Outcome>;
  /** What the function captured last has printed. */
  captured(): string;
  /** The command that made the last function fail, where bash told. */
  failedCommand(): Promise<FailedCommand | undefined>;
}

interface Pipes {
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  readonly capture: OutputPipe;
}

/** Starts a bash, hands it to `use`, and ends its whole process group whatever happens. */
export async function withBash<T>(run: Run, use: (bash: BashSession) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(run.options.workDir, 'control-'));
  const opened: OutputPipe[] = [];
  try {
    const capture = createCapture();
    const pipes = await openPipes(run, { folder, capture, opened });
    return await runBash(run, { pipes, capture, failureFile: path.join(folder, 'failure') }, use);
  } finally {
    for (const pipe of opened) {
      await pipe.releaseChildEnd();
      pipe.close();
    }
    await rm(folder, { recursive: true, force: true });
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
  readonly failureFile: string;
}

async function runBash<T>(run: Run, parts: SessionParts, use: (bash: BashSession) => Promise<T>): Promise<T> {
  run.signal.throwIfAborted();
  const child = spawnBash(run, parts);
  const endGroup = once(() => endGroupOf(child, run.options.limits.graceMilliseconds));
  const exited = exitOf(child, endGroup);
  // Whoever waits for it sees the error; it must not go unheard while nobody does.
  exited.catch(() => undefined);
  try {
    for (const pipe of Object.values(parts.pipes)) await pipe.releaseChildEnd();
    const control = controlOf(child, run);
    return await use(createSession(run, { ...parts, control, exited }));
  } finally {
    await endGroup();
    child.stdio[3]?.destroy();
  }
}

function spawnBash(run: Run, { pipes, failureFile }: SessionParts): ChildProcess {
  const { options } = run;
  const recipe = [options.pkgbuildPath, options.startDir, options.srcDir, options.pkgDir];
  // Not `-p`: nothing it guards against is in an environment built from nothing, and a recipe would see it in `$-`.
  return spawn(
    run.bash,
    [
      '--noprofile',
      '--norc',
      '-c',
      DRIVER,
      'makepkg',
      ...recipe,
      options.pkgbase,
      options.carch,
      failureFile,
    ],
    {
      cwd: options.startDir,
      env: run.environment,
      detached: true,
      stdio: [
        'ignore',
        pipes.stdout.childDescriptor,
        pipes.stderr.childDescriptor,
        'pipe',
        pipes.capture.childDescriptor,
      ],
    },
  );
}

/** How bash ended, once nothing of its process group is left. */
async function exitOf(child: ChildProcess, endGroup: () => Promise<void>): Promise<Outcome> {
  const outcome = await new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    // Not 'close': that waits for pipes which a process of the recipe may hold open.
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { type: 'exit', code: code ?? 0 } : { type: 'killed', signal }),
    );
  });
  await endGroup();
  return outcome;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

async function endGroupOf(child: ChildProcess, graceMilliseconds: number): Promise<void> {
  if (child.pid !== undefined) await endProcessGroup(child.pid, graceMilliseconds);
}

function controlOf(child: ChildProcess, run: Run): ControlChannel {
  const stream = child.stdio[3];
  if (!(stream instanceof Duplex)) throw new TypeError('The control pipe of bash was not opened');
  return createControlChannel(stream, () => run.stop.abort(forgeryError(run.recorder.about())));
}

interface OpenSession extends SessionParts {
  readonly control: ControlChannel;
  readonly exited: Promise<Outcome>;
}

function createSession(run: Run, session: OpenSession): BashSession {
  const { pipes, capture, control, exited, failureFile } = session;

  async function settled(outcome: Promise<Outcome>): Promise<Outcome> {
    const result = await abortable(outcome, run.signal);
    await abortable(Promise.all(Object.values(pipes).map((pipe) => pipe.drain())), run.signal);
    run.recorder.flush();
    run.signal.throwIfAborted();
    return result;
  }

  return {
    ask(request) {
      const replied = control.ask(request).then((reply): Outcome => ({ type: 'reply', reply }));
      return settled(Promise.race([replied, exited]));
    },
    end() {
      control.end();
      return settled(exited);
    },
    captured: () => capture.text(),
    failedCommand: () => readFailedCommand(failureFile),
  };
}
