import type { CallOptions } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import { isSourceFetchError, type SourceFetchError } from '@rbee/source-fetcher';
import type { WorkerMetadata, WorkerRelease } from '@rbee-internal/worker-entry';
import { isProvisionError, ProvisionError } from '../errors.js';
import { createGitHubApi } from '../github/github-api.js';
import type { LockedWorker } from '../lockfile/locked-worker.js';
import type { BuildSettings } from '../options/build-options.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { type HardwareContext, hardwareForChoice } from '../target/hardware.js';
import { chooseReleaseAsset } from './choose-release-asset.js';
import type { ChosenRelease } from './chosen-release.js';
import { readRelease } from './read-release.js';

/** A release that fits, with what stands for the worker's recipe; or why the recipe is to be built. */
export type Prebuilt =
  | { readonly release: ChosenRelease; readonly worker: WorkerMetadata; readonly pkgbuildText: string }
  | {
      readonly release?: undefined;
      readonly why?: string;
      /** Of releases that could not be reached: the error, where there is no recipe either. */
      readonly failure?: ProvisionError;
    };

/** What finding a release depends on. */
export type PrebuiltContext = HardwareContext &
  Pick<ProvisionContext, 'fetch' | 'sources' | 'releases'> & { readonly host: Host };

/** For which call. */
export interface PrebuiltRequest extends CallOptions {
  readonly settings: Pick<BuildSettings, 'fromSource' | 'native' | 'env' | 'packages'>;
  /** What a lockfile says of the worker: its very release is taken, or none. */
  readonly locked?: Pick<LockedWorker, 'release'> | undefined;
}

/**
 * Finds the program that a worker's project published for this machine. What only a build can do goes before it; where
 * the releases cannot be reached, the recipe's sources, which may have a mirror, perhaps can.
 *
 * @throws ProvisionError as GitHub's API does; `CHECKSUM_NOT_PUBLISHED`
 */
export async function findPrebuilt(
  context: PrebuiltContext,
  worker: WorkerMetadata,
  { settings, locked, signal }: PrebuiltRequest,
): Promise<Prebuilt> {
  if (worker.release === undefined) return {};
  const asked = buildAskedFor(settings, locked);
  if (asked !== undefined) return { why: asked };
  const entry = pinned(worker.release, locked);
  const { host } = context;
  const hardware = await hardwareForChoice(context, { signal });
  const chosen = chooseReleaseAsset(worker, { host, hardware });
  if ('why' in chosen) return chosen;
  const api = createGitHubApi({ ...context.releases, fetch: context.fetch, sources: context.sources });
  try {
    const read = await readRelease(api, { worker, entry, wanted: chosen.asset, host, signal });
    return { ...read, worker: asPackaged(worker, entry) };
  } catch (error) {
    signal?.throwIfAborted();
    if (isSourceFetchError(error)) return unreachable(error, entry);
    throw withWayOut(error, worker);
  }
}

function buildAskedFor(
  settings: PrebuiltRequest['settings'],
  locked: PrebuiltRequest['locked'],
): string | undefined {
  if (locked !== undefined && locked.release === undefined) return 'the lockfile has it built from source';
  if (settings.fromSource === true) return 'a build from source was asked for';
  if (settings.native === true) return 'it is to be optimized for this machine';
  if (settings.env !== undefined) return 'variables for its recipe were given';
  return settings.packages === undefined ? undefined : 'packages of its recipe were named';
}

/** The release of the lockfile instead of the newest; another repository is another recipe, which the lock refuses. */
function pinned(entry: WorkerRelease, locked: PrebuiltRequest['locked']): WorkerRelease {
  const release = locked?.release;
  if (release === undefined || release.repository !== entry.repository) return entry;
  return { ...entry, tag: release.tag, prereleases: true };
}

/** What is only for the build does not hold for a program that others built. */
function asPackaged(worker: WorkerMetadata, release: WorkerRelease): WorkerMetadata {
  const { env: _env, network: _network, packages: _packages, probe, ...rest } = worker;
  const shown = release.probe ?? probe;
  return { ...rest, depends: [], binaryName: release.program, ...(shown !== undefined && { probe: shown }) };
}

function unreachable(error: SourceFetchError, { repository }: WorkerRelease): Prebuilt {
  const what = `the releases of ${repository} could not be reached: ${error.message.replace(/\.$/, '')}`;
  const failure = new ProvisionError({
    code: 'REGISTRY_UNREACHABLE',
    message: `${what.replace(/^t/, 'T')}.`,
    hint: 'Check the network and try again.',
    cause: error,
  });
  return { why: what, failure };
}

/** Whatever keeps the release away does not keep the recipe away. */
function withWayOut(error: unknown, worker: WorkerMetadata): unknown {
  const wayOut = `Or build ${worker.id} from its source, where it has a recipe: fromSource.`;
  if (!isProvisionError(error)) return error;
  const { code, message, hint } = error;
  return new ProvisionError({
    code,
    message,
    hint: hint === undefined ? wayOut : `${hint} ${wayOut}`,
    cause: error,
  });
}
