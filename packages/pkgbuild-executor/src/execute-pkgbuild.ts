import { endFailure, functionFailure, limitError, packageInvalidError, sourceFailure } from './failures.js';
import { type ResolvedOptions, resolveOptions } from './options.js';
import type { BuiltPackage } from './package/built-package.js';
import { readPackageFacts } from './package/package-facts.js';
import { settlePackage } from './package/settle-package.js';
import { type PackageCall, type PhaseCall, packageCalls, sharedCalls } from './phases/phase-calls.js';
import { requirePkgver, writePkgver } from './phases/pkgver.js';
import { guardFacts } from './phases/recorder.js';
import { prepareRun, type Run } from './run.js';
import { askNames } from './session/ask-names.js';
import { type BashSession, withBash } from './session/bash-session.js';
import type { Reply } from './session/outcome.js';
import { localeOf } from './surroundings/build-environment.js';
import type { BuildSurroundings } from './surroundings/build-surroundings.js';
import { withDefaultFolders } from './surroundings/default-folders.js';
import type { ExecuteOptions, ExecuteResult } from './types.js';

/** Linux takes arguments of 128 KiB; all together stay below 2 MiB. */
const MAX_EXPORT_BYTES = 16_384;
const MAX_EXPORTS = 100;

/**
 * Runs the functions of a PKGBUILD under bash as makepkg does: `verify`, `prepare`, `pkgver`, `build` and `check` in one
 * shell that shares its variables, the package functions in a second one that has what was exported. When it settles, no
 * process of the build is left.
 *
 * - bash sources the whole file inside a function, `extglob` off; a file whose last command fails is refused.
 * - `verify` runs in `$startdir`, every other function in `$srcdir`, under `errexit`, `errtrace` and an ERR trap, so
 *   `set +e` does not help, while `f || true` and `local x=$(false)` pass. Shell options are restored afterwards; the
 *   umask is 0022; standard input is empty.
 * - Variables: `startdir` (readonly, without links), `srcdir`, `pkgdir`, `pkgdirbase`, `pkgbase`, `CARCH`, `OPTIONS` and
 *   `BUILDENV` (readonly), what `buildConfig` sets, and the file's own; `depends_$CARCH` and its like are merged.
 * - `CFLAGS`, `CXXFLAGS`, `LDFLAGS`, `RUSTFLAGS`, `CHOST`, `MAKEFLAGS` and the like are exported to `build`, `check` and
 *   the package functions alone. `OPTIONS`, `options` and `options_$CARCH` are read in this order, and the last word
 *   counts, for `buildflags`, `makeflags`, `debug`, `lto` and tidying.
 * - `msg`, `msg2`, `plain` (standard output), `warning` and `error` (standard error) are defined.
 * - A version that `pkgver()` prints is written into the file: every `pkgver=` in the first column, and `pkgrel=1`. The
 *   file is then sourced again in the same shell.
 * - A package function finds `$pkgdir` empty, with mode 0755, and runs under `fakeroot` where that is installed. Variables
 *   leak from one `package_<name>` to the next; those that a package may override do not.
 * - Then the package is tidied (`docs`, `libtool`, `staticlibs`, `purge`, `emptydirs`, `strip`, `zipman`), and refused if
 *   it has a dot file in its root or a newline in a name.
 *
 * Different from makepkg on purpose: `exit 0` in a function is `FUNCTION_FAILED`, for the functions after it did not run;
 * a background process of `pkgver()` is not waited for; `debug` adds flags but makes no debug package; `ccache`, `distcc`
 * and `sccache` are not set up; a package without a function has no metadata; exported functions do not reach the packages.
 *
 * @throws ExecuteError `INVALID_OPTION`, `BASH_MISSING`, `INVALID_NAME`, `SOURCE_FAILED`, `FUNCTION_FAILED`, `KILLED`,
 *   `INVALID_PKGVER`, `LIMIT`, `SANDBOX`, `FOLDER_REPLACED`, `PACKAGE_INVALID`; the signal's reason when it was aborted;
 *   what `onEvent` threw; a system error when a folder cannot be read or written
 * @example
 * ```ts
 * const { packages } = await executePkgbuild({
 *   pkgbuildPath: '/srv/recipes/hello/PKGBUILD',
 *   buildDir: '/srv/build',
 *   env: process.env,
 * });
 * console.log(packages[0]?.pkgDir); // /srv/build/pkg/hello
 * ```
 */
export async function executePkgbuild(options: ExecuteOptions): Promise<ExecuteResult> {
  const resolved = resolveOptions(options);
  options.signal?.throwIfAborted();
  return withDefaultFolders(options, resolved, async () => {
    const { pkgbase, pkgnames, functions } = options;
    const isDescribed = pkgbase !== undefined && pkgnames !== undefined && functions !== undefined;
    return execute(isDescribed ? resolved : await askNames(resolved, options));
  });
}

async function execute(options: ResolvedOptions): Promise<ExecuteResult> {
  const run = await prepareRun(options);
  try {
    const { pkgver, exports } = await runSharedPhases(run);
    const packages = run.options.phases.includes('package') ? await runPackages(run, exports) : [];
    run.signal.throwIfAborted();
    await run.folders.verify();
    return resultOf(run, { pkgver, packages });
  } finally {
    await run.close();
  }
}

function resultOf(
  { options, environment, recorder, sandbox, network }: Run,
  { pkgver, packages }: { pkgver: string | undefined; packages: ExecuteResult['packages'] },
): ExecuteResult {
  return {
    surroundings: surroundingsOf(options, environment),
    phases: recorder.phases,
    ...(pkgver === undefined ? {} : { pkgver }),
    packages,
    ...guardFacts(sandbox),
    hostsReached: [...(network?.hostsReached ?? [])],
  };
}

function surroundingsOf(options: Run['options'], environment: Run['environment']): BuildSurroundings {
  const { variables, buildConfig, native, sourceDateEpoch } = options;
  return {
    variables,
    native,
    locale: localeOf(environment),
    ...(buildConfig.makeflags === undefined
      ? {}
      : { makeflags: variables.MAKEFLAGS ?? buildConfig.makeflags }),
    ...(native ? {} : { sourceDateEpoch }),
  };
}

/** What the phases up to `check()` leave to the packages. */
interface SharedResult {
  /** The version that `pkgver()` gave. */
  readonly pkgver: string | undefined;
  /** The variables that were exported at the end, as `NAME=value`. */
  readonly exports: readonly string[];
}

async function runSharedPhases(run: Run): Promise<SharedResult> {
  const calls = sharedCalls(run.options);
  let pkgver: string | undefined;
  let exports: readonly string[] = [];
  if (calls.length === 0) return { pkgver, exports };
  await withBash(run, { kind: 'shared', exports }, async (bash) => {
    for (const [index, call] of calls.entries()) {
      await runPhase(run, call, async () => {
        if (index === 0) await source(run, bash);
        if (call.phase === 'pkgver') pkgver = await updatePkgver(run, bash, call);
        else await callFunction(run, bash, call);
        if (index < calls.length - 1) return;
        exports = await readExports(bash);
        await endBash(run, bash);
      });
    }
  });
  return { pkgver, exports };
}

/** All package functions share one bash, as they do in makepkg. */
async function runPackages(run: Run, exports: readonly string[]): Promise<ExecuteResult['packages']> {
  const calls = packageCalls(run.options);
  const withFunction = calls.filter(({ functionName }) => functionName !== undefined);
  const packages = new Map<string, BuiltPackage>();
  for (const { name, pkgDir } of calls) {
    run.signal.throwIfAborted();
    await run.folders.makePackageFolder(name);
    packages.set(name, { name, pkgDir, changes: [], outwardLinks: [] });
  }
  if (withFunction.length > 0) {
    await withBash(run, { kind: 'package', exports }, async (bash) => {
      for (const [index, call] of withFunction.entries()) {
        await runPhase(run, call, async () => {
          if (index === 0) await source(run, bash);
          packages.set(call.name, await runPackage(run, bash, call));
          if (index === withFunction.length - 1) await endBash(run, bash);
        });
      }
    });
  }
  return settleAll(run, [...packages.values()]);
}

/** Once no process of the build is left. */
async function settleAll(run: Run, built: readonly BuiltPackage[]): Promise<readonly BuiltPackage[]> {
  await run.folders.verify();
  const settled: BuiltPackage[] = [];
  for (const one of built) {
    const { changes, outwardLinks } = await settlePackage(one.pkgDir, run.signal);
    for (const change of changes) run.recorder.packageChanged(one.name, change);
    settled.push({ ...one, changes, outwardLinks });
  }
  return settled;
}

async function runPackage(run: Run, bash: BashSession, call: PackageCall): Promise<BuiltPackage> {
  const { name, pkgDir } = call;
  await callFunction(run, bash, { ...call, verb: 'package' });
  // From here on the driver looks into the folder and changes what is in it.
  await run.folders.verify();
  const facts = await callFunction(run, bash, { ...call, verb: 'finish' });
  const { errors, warnings, metadata, owners } = readPackageFacts(facts.facts);
  if (errors.length > 0) throw packageInvalidError(errors, run.recorder.about());
  return { name, pkgDir, metadata, warnings, owners, changes: [], outwardLinks: [] };
}

/** Emits start and end of a phase, and limits its time. */
async function runPhase(run: Run, call: PhaseCall, work: () => Promise<void>): Promise<void> {
  const { options, recorder, signal, stop } = run;
  signal.throwIfAborted();
  recorder.startPhase(
    call.package === undefined ? { phase: call.phase } : { phase: call.phase, package: call.package },
  );
  run.network?.enterPhase();
  const milliseconds = options.limits.phaseMilliseconds;
  const timer = setTimeout(
    () => stop.abort(limitError('time', milliseconds, recorder.about())),
    milliseconds,
  );
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
  const failure = sourceFailure(outcome, run.recorder.about());
  if (failure !== undefined) throw failure;
}

async function callFunction(
  run: Run,
  bash: BashSession,
  call: PhaseCall & { readonly verb?: 'capture' | 'package' | 'finish' },
): Promise<Reply> {
  const { functionName = '', folder, package: name, pkgDir, verb = 'call' } = call;
  const outcome = await bash.ask({ verb, functionName, folder, package: name, pkgDir });
  const failure = functionFailure(outcome, {
    facts: run.recorder.about(),
    functionName,
    pkgbuildPath: run.options.pkgbuildPath,
    failedCommand: await bash.failedCommand(),
  });
  if (failure !== undefined) throw failure;
  if (outcome.type !== 'reply') throw new TypeError('bash has ended for a reason that is not known');
  return outcome.reply;
}

/** Values too long for an argument of a program are left out. */
async function readExports(bash: BashSession): Promise<readonly string[]> {
  const outcome = await bash.ask({ verb: 'exports' });
  if (outcome.type !== 'reply') return [];
  return outcome.reply.facts
    .map(({ name, value }) => `${name}=${value}`)
    .filter((entry) => Buffer.byteLength(entry) <= MAX_EXPORT_BYTES)
    .slice(0, MAX_EXPORTS);
}

/** Runs `pkgver()`; another version than the file's is written into it, and the file is sourced again. */
async function updatePkgver(run: Run, bash: BashSession, call: PhaseCall): Promise<string> {
  const before = await callFunction(run, bash, { ...call, verb: 'capture' });
  const pkgver = requirePkgver(bash.captured(), run.recorder.about());
  if (pkgver !== before.pkgver) {
    await writePkgver(run.folders, pkgver);
    await source(run, bash);
  }
  return pkgver;
}

async function endBash(run: Run, bash: BashSession): Promise<void> {
  const failure = endFailure(await bash.end(), run.recorder.about());
  if (failure !== undefined) throw failure;
}
