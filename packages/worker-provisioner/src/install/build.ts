import type { RecordedBuildCost } from '@rbee/artifact-catalog';
import {
  type ExecuteEvent,
  type ExecuteOptions,
  type ExecuteResult,
  executePkgbuild,
} from '@rbee/pkgbuild-executor';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { readOutput } from '../output/read-output.js';
import { isStillThere, knowFolder } from '../package/known-folder.js';
import { packageUnsafe } from '../package/unsafe-package.js';
import type { BuiltJob, FetchedJob } from './provision-job.js';
import type { Reporter } from './reporter.js';

/** Between SIGTERM and SIGKILL: a cancelled installation is gone within a second, on a loaded machine too. */
const GRACE_MILLISECONDS = 300;

/** What a build depends on. */
export type BuildContext = Pick<ProvisionContext, 'env' | 'fetch' | 'sources'>;

/**
 * Step 5: runs the functions of the recipe, from `prepare` to `package`.
 *
 * @throws ExecuteError; ProvisionError `PACKAGE_UNSAFE` when the recipe replaced a folder of ours
 */
export async function build(context: BuildContext, job: FetchedJob): Promise<BuiltJob> {
  const { folders, recipe } = job;
  const known = await Promise.all([folders.root, folders.pkg].map(knowFolder));
  const { pkgver, guard, guardReason, guardProblem, hostsReached, packages, phases } = await runFunctions(
    context,
    job,
  );
  for (const folder of known) {
    // The recipe could have put a link, or a folder of another user, where one of ours was.
    if (!(await isStillThere(folder)))
      throw packageUnsafe('..', 'the folder that it was made in was replaced');
  }
  return {
    ...job,
    version: pkgver ?? recipe.pkgbuild.pkgver,
    guard: {
      guard,
      ...(guardReason !== undefined && { guardReason }),
      ...(guardProblem !== undefined && { guardProblem }),
    },
    hostsReached,
    packages,
    // What a build took that another call had begun is not known.
    buildCost: job.phases === undefined ? costOf(phases) : undefined,
    privileged: packages.flatMap(({ changes }) =>
      changes.flatMap(({ change, path }) => (change === 'privileges-dropped' ? [path] : [])),
    ),
  };
}

/** What all functions took together; `undefined` where none ran. */
function costOf(phases: ExecuteResult['phases']): RecordedBuildCost | undefined {
  if (phases.length === 0) return undefined;
  const peaks = phases.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
  return {
    milliseconds: Math.round(phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
    cpuMilliseconds: Math.round(phases.reduce((sum, { cpuMilliseconds }) => sum + cpuMilliseconds, 0)),
    ...(peaks.length > 0 && { peakMemoryBytes: Math.max(...peaks) }),
  };
}

/** Everything that is public, or what each phase is allowed. */
function networkOption(
  { fetch, sources }: BuildContext,
  { request, settings: { network: allow } }: FetchedJob,
): ExecuteOptions['network'] {
  const proxy = sources?.proxy;
  if (allow !== undefined) return { allow, proxy, fetch };
  if (request.network !== true) return false;
  return proxy === undefined ? true : { proxy };
}

function runFunctions(context: BuildContext, job: FetchedJob): Promise<ExecuteResult> {
  const { request, report, folders, settings } = job;
  const { pkgbuild, plan } = job.recipe;
  return executePkgbuild({
    pkgbuildPath: folders.pkgbuild,
    startDir: folders.start,
    srcDir: folders.src,
    sourceDestDir: folders.sources,
    pkgDir: folders.pkg,
    workDir: folders.work,
    pkgbase: pkgbuild.pkgbase,
    pkgnames: pkgbuild.pkgnames,
    functions: [...pkgbuild.functions.keys()],
    phases: job.phases,
    carch: plan.architecture,
    env: context.env,
    network: networkOption(context, job),
    variables: settings.env,
    jobs: request.jobs,
    native: request.native,
    sandbox: request.sandbox,
    limits: { graceMilliseconds: GRACE_MILLISECONDS },
    onEvent: passEvents(report),
    signal: request.signal,
  });
}

/** Says once that there is no sandbox, before the first function that would run in one; output goes through its reader. */
function passEvents(report: Reporter): (event: ExecuteEvent) => void {
  let isSaid = false;
  let output = readOutput(report);
  return (event) => {
    switch (event.type) {
      case 'phase-start':
        if (event.guardProblem !== undefined && !isSaid) {
          isSaid = true;
          report.emit({ type: 'sandbox-missing', ...event.guardProblem });
        }
        output = readOutput(report);
        // The functions of a recipe are steps of the installation.
        return report.emit({ type: 'step-start', step: event.phase });
      case 'phase-end':
        output.end();
        return report.emit({ type: 'step-end', step: event.phase, milliseconds: event.milliseconds });
      case 'output':
        return output.push(event);
      case 'network':
        return report.emit(event);
      case 'package-changed':
        // The next step reports what was changed in the packages, all of it at once.
        return undefined;
      default:
        return event satisfies never;
    }
  };
}
