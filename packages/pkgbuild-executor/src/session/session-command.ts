import path from 'node:path';
import { launchCommand } from '@rbee-internal/system/process';
import { listeningCommand } from '../network/namespace-listener.js';
import { type ResolvedOptions, sourceFolders } from '../options.js';
import { packageCalls } from '../phases/phase-calls.js';
import type { Run } from '../run.js';
import { driverArguments } from '../surroundings/build-config.js';
import { sessionAccess } from '../surroundings/session-access.js';
import { DRIVER } from './driver.js';
import type { SessionFiles } from './session-files.js';

/** Which of makepkg's two processes: the one up to `check()`, or that of the package functions. */
export type SessionKind = 'shared' | 'package';

/** What a session is to be. */
export interface SessionPlan {
  readonly kind: SessionKind;
  /** `NAME=value` that the recipe's code finds in its environment, though no program of ours does. */
  readonly exports: readonly string[];
}

/** How many processes beyond the limit the kernel allows, so that the limit is reported before the kernel refuses. */
const PROCESS_MARGIN = 64;

/** The command line of a session: bash with the driver, below fakeroot for packages, in the guard. */
export async function sessionCommand(
  run: Run,
  { kind, exports }: SessionPlan,
  files: SessionFiles,
): Promise<readonly string[]> {
  const { folders, environment, sandbox, network, options, temporary } = run;
  const variables = Object.entries(options.variables).map(([name, value]) => `${name}=${value}`);
  const exported = variable('__rbee_exports', [...exports, ...variables]);
  const started = [...fakeroot(run, kind), ...driver(run, files), ...exported];
  const isMounted = temporary.name !== temporary.folder;
  const access = await sessionAccess(folders, environment, {
    writable: [
      ...ownFolders(options, kind),
      ...[environment.HOME].filter((folder) => folder !== undefined),
      ...(isMounted ? [] : [temporary.folder]),
      files.notes.path,
    ],
    mounted: isMounted ? [{ name: temporary.name, target: temporary.folder }] : [],
    temporary: files.temporary,
    proxyPort: network?.port,
  });
  // Set below the driver's own bound on processes, and inherited by all that the recipe starts.
  const own = limited(run, started);
  const command = network?.listensInside ? listeningCommand(run.bash, network.port, own) : own;
  return sandbox.guard.wrap(command, access);
}

/** No core files, no more open files of one process than the limits say, and memory where it is bounded. */
function limited({ bash, options }: Run, command: readonly string[]): readonly string[] {
  const { openFiles, processMemoryBytes } = options.limits;
  const [, ...rest] = launchCommand(command, {
    openFiles,
    memoryBytes: Number.isFinite(processMemoryBytes) ? processMemoryBytes : undefined,
  });
  return [bash, ...rest];
}

/** Each package's folder is a mount of its own: it can be filled, but not removed, and nothing else be put there. */
function ownFolders(options: ResolvedOptions, kind: SessionKind): readonly string[] {
  const sources = sourceFolders(options);
  if (kind === 'shared') return sources;
  const packages = packageCalls(options).map(({ pkgDir }) => pkgDir);
  return options.packageSources === 'writable' ? [...sources, ...packages] : packages;
}

function fakeroot(run: Run, kind: SessionKind): string[] {
  return kind === 'package' && run.fakeroot !== undefined ? [run.fakeroot, '--'] : [];
}

function driver({ bash, options, sandbox }: Run, files: SessionFiles): string[] {
  const { pkgbuildPath, startDir, srcDir, pkgDir, pkgbase, carch, limits } = options;
  // In a user namespace of its own the kernel counts the build's processes alone, but never those of root.
  const isCounted = sandbox.guard.isolatesProcesses && process.getuid?.() !== 0;
  return [
    // Not `-p`: nothing it guards against is in an environment built from nothing, and a recipe would see it in `$-`.
    bash,
    '--noprofile',
    '--norc',
    '-c',
    DRIVER,
    'makepkg',
    ...[pkgbuildPath, startDir, srcDir, pkgDir, pkgbase, carch, path.join(files.notes.path, 'failure')],
    isCounted ? String(limits.processes + PROCESS_MARGIN) : '',
    ...driverArguments(options.buildConfig),
    ...['SRCDEST', '-', options.sourceDestDir],
    ...['BUILDDIR', 'PKGDEST', 'SRCPKGDEST', 'LOGDEST'].flatMap((name) => [name, '-', startDir]),
    ...['__rbee_tidying', '-', options.tidy ? 'yes' : 'no'],
  ];
}

function variable(name: string, values: readonly string[]): string[] {
  return [name, String(values.length), ...values];
}
