import { mkdir } from 'node:fs/promises';
import type { CallOptions, RecordedRelease, WorkerBinary } from '@rbee/artifact-catalog';
import { resolveSources } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { MovedSource } from '../events.js';
import { createGitHubApi } from '../github/github-api.js';
import { explainRefusal } from '../license/license.js';
import type { ProvisionContext, SourceContext } from '../options/provisioner-options.js';
import { trustIn } from '../registry/trust.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import type { MachineContext } from '../target/machine.js';
import { machineOf } from '../target/machine.js';
import { digestOfPkgbuild, readRecipe, type WorkerRecipe } from './read-recipe.js';
import { requireRemoteSources } from './remote-sources.js';
import { type SourceAsking, sourceOptions } from './source-options.js';

type ReleaseContext = Pick<ProvisionContext, 'releases' | 'fetch' | 'sources'>;

/** What the branches of a recipe's git sources name now. */
export type BranchCommits = readonly {
  readonly name: string;
  readonly url: string;
  readonly commit: string;
}[];

/** Without an answer the installed worker is used: a server gets one try, and not long. */
const RETRY = { attempts: 1 };
const LIMITS = { stallMilliseconds: 10_000 };

/** Whether a worker may have been built from a branch; told by its record alone, so that asking costs nothing. */
export function mayHaveMoved({ provenance }: WorkerBinary): boolean {
  const sources = provenance?.sources ?? [];
  return sources.some(({ url, commit }) => commit !== undefined && !/#(?:commit|revision|tag)=/.test(url));
}

/** Whose sources are looked at, and what the registry says of it. */
export interface MoveQuestion {
  readonly installed: WorkerBinary;
  readonly registry: WorkerRegistry;
  readonly worker: WorkerMetadata;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Which sources of an installed worker have moved since. None when the registry has another recipe of it by now.
 *
 * @throws SourceFetchError when a remote cannot be asked; ProvisionError, ArchError
 */
export async function findMovedSources(
  context: SourceContext & MachineContext & ReleaseContext,
  { installed, registry, worker, signal }: MoveQuestion,
): Promise<readonly MovedSource[]> {
  signal?.throwIfAborted();
  const { release } = installed.provenance ?? {};
  if (release !== undefined) return newerRelease(context, { release, worker, signal });
  if (!mayHaveMoved(installed)) return [];
  const text = await registry.pkgbuild(worker, { signal });
  if (digestOfPkgbuild(text) !== installed.provenance?.pkgbuildDigest) return [];
  const recipe = await readRecipe(text, {
    origin: registry.origin,
    host: context.host,
    env: installed.provenance?.settings?.env,
    openMachine: (call) => machineOf(context, call),
    signal,
  });
  return movesSince(installed, await askForCommits(recipe, { context, worker, registry, signal }));
}

interface InstalledRelease extends CallOptions {
  readonly release: RecordedRelease;
  readonly worker: WorkerMetadata;
}

/** A newer release of the project; or the installed one's tag, where it was put at another commit since. */
async function newerRelease(
  { releases, fetch, sources }: ReleaseContext,
  { release: { repository, tag, commit: from }, worker, signal }: InstalledRelease,
): Promise<MovedSource[]> {
  const api = createGitHubApi({ ...releases, fetch, sources });
  const wanted = worker.release?.repository === repository ? worker.release : { tag };
  const { tag_name: newest } = await api.release(repository, wanted, signal);
  const to = await api.commitOf(repository, newest, signal);
  return to === from ? [] : [{ name: `${repository} ${newest}`, from, to }];
}

/** @throws SourceFetchError; ProvisionError `LICENSE_REFUSED`, `LOCAL_SOURCE` */
export async function askForCommits({ plan }: WorkerRecipe, asking: SourceAsking): Promise<BranchCommits> {
  requireRemoteSources(plan, trustIn(asking.registry, asking.worker));
  const sources = plan.sources.map(({ source }) => source);
  await mkdir(asking.context.sourceCacheDir, { recursive: true, mode: 0o700 });
  try {
    const options = { ...sourceOptions(asking), retry: RETRY, limits: LIMITS };
    const resolved = await resolveSources(sources, options);
    return resolved.flatMap(({ source: { name, url }, commit }) =>
      commit === undefined ? [] : [{ name, url: redactUrl(url), commit }],
    );
  } catch (error) {
    asking.signal?.throwIfAborted();
    throw explainRefusal(asking.worker, error);
  }
}

/** Which of these branches an installed worker was built from at another commit. */
export function movesSince({ provenance }: WorkerBinary, commits: BranchCommits): MovedSource[] {
  return commits.flatMap(({ name, url, commit: to }) => {
    const from = provenance?.sources.find((source) => source.url === url)?.commit;
    return from === undefined || from === to ? [] : [{ name, from, to }];
  });
}
