import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type CallOptions, isArtifactCatalogError } from '@rbee/artifact-catalog';
import { removeTree } from '@rbee-internal/system/files';
import { type FailedContext, failedRoot, readFailed, workerOfFailed } from './failed-folder.js';
import type { FailedBuild, FailedBuilds } from './types.js';

const MAX_BUILDS = 3;
const MAX_BYTES = 20 * 1024 ** 3;

/** The builds of a catalog that failed and are kept. */
export function openFailedBuilds(context: FailedContext): FailedBuilds {
  return {
    list: (options = {}) => listFailed(context, options),
    async prune({ dryRun = false, signal } = {}) {
      const builds = await listFailed(context, { signal });
      if (dryRun) return builds;
      const removed: FailedBuild[] = [];
      for (const build of builds) {
        signal?.throwIfAborted();
        if (await removeUnlessUsed(context, build)) removed.push(build);
      }
      return removed;
    },
  };
}

/** Removes what is too old, too many or too much, and what has no facts; `held` is the worker whose lock is the caller's. */
export async function sweepFailed(context: FailedContext, held: string): Promise<void> {
  const builds = await listFailed(context, {});
  const now = context.now().getTime();
  let bytes = 0;
  const kept = builds.filter((build, index) => {
    bytes += build.bytes;
    return Date.parse(build.until) >= now && (index === 0 || (index < MAX_BUILDS && bytes <= MAX_BYTES));
  });
  const stay = new Set(kept.map(({ folder }) => path.basename(folder)));
  for (const name of await namesIn(context)) {
    if (stay.has(name)) continue;
    const build = { workerId: workerOfFailed(name) ?? '', folder: path.join(failedRoot(context), name) };
    await removeUnlessUsed(context, build, held).catch(() => undefined);
  }
}

async function listFailed(context: FailedContext, { signal }: CallOptions): Promise<FailedBuild[]> {
  const builds: FailedBuild[] = [];
  for (const name of await namesIn(context)) {
    signal?.throwIfAborted();
    const workerId = workerOfFailed(name);
    const folder = path.join(failedRoot(context), name);
    const facts = await readFailed(folder);
    if (workerId === undefined || facts === undefined) continue;
    const { phase, failedAt, until, bytes } = facts;
    builds.push({ workerId, folder, failedAt, until, bytes, ...(phase !== undefined && { phase }) });
  }
  return builds.sort((a, b) => Date.parse(b.failedAt) - Date.parse(a.failedAt));
}

function namesIn(context: FailedContext): Promise<string[]> {
  return readdir(failedRoot(context)).catch(() => []);
}

/** Removes a folder, unless an installation of its worker runs. @returns whether it was removed */
async function removeUnlessUsed(
  { catalog }: FailedContext,
  { workerId, folder }: Pick<FailedBuild, 'workerId' | 'folder'>,
  held?: string,
): Promise<boolean> {
  if (workerId === '' || workerId === held) return removeTree(folder).then(() => true);
  try {
    const release = await catalog.lock(workerId, { wait: false });
    await removeTree(folder).finally(release);
    return true;
  } catch (error) {
    if (isArtifactCatalogError(error) && error.code === 'BUSY') return false;
    throw error;
  }
}
