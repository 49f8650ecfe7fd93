import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type BashSession, withBash } from './bash-session.js';
import { endFailure, functionFailure, sourceFailure, timeLimitError } from './failures.js';
import { resolveOptions } from './options.js';
import { type PhaseCall, packageFunction, sharedCalls } from './phases.js';
import { requirePkgver, writePkgver } from './pkgver.js';
import { prepareRun, type Run } from './run.js';
import type { ExecuteOptions, ExecuteResult } from './types.js';

/**
 * Runs the functions of a PKGBUILD under bash as makepkg does: `verify` to `check` in one shell that shares its
 * variables, each package function in a new one. When it settles, no process of its process groups is left.
 *
 * @throws ExecuteError `BASH_MISSING`, `INVALID_NAME`, `SOURCE_FAILED`, `FUNCTION_FAILED`, `KILLED`,
 *   `INVALID_PKGVER`, `LIMIT`; the signal's reason when it was aborted; what `onEvent` threw; a system error when
 *   a folder cannot be read or written.
 */
export async function executePkgbuild(options: ExecuteOptions): Promise<ExecuteResult> {
  options.signal?.throwIfAborted();
  const run = await prepareRun(resolveOptions(options));
  const pkgver = await runSharedPhases(run);
  const packages = run.options.phases.includes('package') ? await runPackages(run) : [];
  run.signal.throwIfAborted();
  const phases = run.recorder.phases;
  return { phases, ...(pkgver === undefined ? {} : { pkgver }), packages, guard: 'none' };
}

/** Answers the version that `pkgver()` gave. */
async function runSharedPhases(run: Run): Promise<string | undefined> {
  const calls = sharedCalls(run.options);
  let pkgver: string | undefined;
  if (calls.length === 0) return pkgver;
  await withBash(run, async (bash) => {
    for (const [index, call] of calls.entries()) {
      await runPhase(run, call, async () => {
        if (index === 0) await source(run, bash);
        if (call.phase === 'pkgver') pkgver = await updatePkgver(run, bash, call);
        else await callFunction(run, bash, call);
        if (index === calls.length - 1) await endBash(run, bash, call);
      });
    }
  });
  return pkgver;
}

async function runPackages(run: Run): Promise<ExecuteResult['packages']> {
  const packages = [];
  for (const name of run.options.pkgnames) {
    run.signal.throwIfAborted();
    const pkgDir = path.join(run.options.pkgDir, name);
    await makeEmptyFolder(pkgDir);
    const functionName = packageFunction(name, run.options);
    if (functionName !== undefined) await runPackage(run, { name, pkgDir, functionName });
    packages.push({ name, pkgDir });
  }
  return packages;
}

async function makeEmptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  // The umask of our own process does not count.
  await chmod(folder, 0o755);
}

async function runPackage(
  run: Run,
  { name, pkgDir, functionName }: { name: string; pkgDir: string; functionName: string },
): Promise<void> {
  const call: PhaseCall = {
    phase: 'package',
    functionName,
    folder: run.options.srcDir,
    package: name,
    pkgDir,
  };
  await runPhase(run, call, () =>
    withBash(run, async (bash) => {
      await source(run, bash);
      await callFunction(run, bash, call);
      await endBash(run, bash, call);
    }),
  );
}

/** Tells start and end of a phase, and bounds its time. */
async function runPhase(run: Run, call: PhaseCall, work: () => Promise<void>): Promise<void> {
  const { options, recorder, signal, stop } = run;
  signal.throwIfAborted();
  recorder.startPhase(
    call.package === undefined ? { phase: call.phase } : { phase: call.phase, package: call.package },
  );
  const milliseconds = options.limits.phaseMilliseconds;
  const timer = setTimeout(() => stop.abort(timeLimitError(milliseconds, recorder.about())), milliseconds);
  try {
    await work();
  } finally {
    clearTimeout(timer);
  }
  signal.throwIfAborted();
  recorder.endPhase();
}

async function source(run: Run, bash: BashSession): Promise<void> {
  const outcome = await bash.ask({ verb: 'source' });
  const failure = sourceFailure(outcome, run.recorder.about().lastLines);
  if (failure !== undefined) throw failure;
}

/** Answers `$pkgver` as it is after the call. */
async function callFunction(
  run: Run,
  bash: BashSession,
  call: PhaseCall & { readonly verb?: 'capture' },
): Promise<string> {
  const { phase, functionName, folder, package: name, pkgDir, verb = 'call' } = call;
  const outcome = await bash.ask({ verb, functionName, folder, package: name, pkgDir });
  const failure = functionFailure(outcome, {
    phase,
    functionName,
    pkgbuildPath: run.options.pkgbuildPath,
    lastLines: run.recorder.about().lastLines,
    failedCommand: await bash.failedCommand(),
  });
  if (failure !== undefined) throw failure;
  return outcome.type === 'reply' ? outcome.reply.pkgver : '';
}

/** Runs `pkgver()`; another version than the file's is written into it, and the file read anew. */
async function updatePkgver(run: Run, bash: BashSession, call: PhaseCall): Promise<string> {
  const before = await callFunction(run, bash, { ...call, verb: 'capture' });
  const pkgver = requirePkgver(bash.captured(), run.recorder.about().lastLines);
  if (pkgver !== before) {
    await writePkgver(run.options.pkgbuildPath, pkgver);
    await source(run, bash);
  }
  return pkgver;
}

async function endBash(run: Run, bash: BashSession, { phase }: PhaseCall): Promise<void> {
  const failure = endFailure(await bash.end(), { phase, lastLines: run.recorder.about().lastLines });
  if (failure !== undefined) throw failure;
}
