import { statfs } from 'node:fs/promises';
import type { WorkerBinary } from '@rbee/artifact-catalog';
import { vercmp } from '@rbee-internal/vercmp';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { licenseOf } from '../license/license.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import type { RegistryCallOptions } from '../registry/call-options.js';
import { hardwareForChoice } from '../target/hardware.js';
import { targetOf } from '../target/target.js';
import type { AvailableOptions, AvailableWorker, AvailableWorkers, CurrentVersion } from '../types.js';
import type { EntryNeeds } from './entry-needs.js';
import { ownRecipeOf } from './own-recipe.js';
import { verdict } from './verdict.js';
import type { InstalledFacts } from './verdict-facts.js';

/** Every worker of the registry with the verdict on it, as far as its entry says what it needs. */
export async function judgeAvailable(
  context: ProvisionContext & { readonly entryNeeds: EntryNeeds },
  { current, ...call }: AvailableOptions,
): Promise<AvailableWorkers> {
  const { registry, catalog } = context;
  const { signal } = call;
  const [{ workers, problems }, artifacts, hardware, freeBytes] = await Promise.all([
    registry.list(call),
    current === undefined ? catalog.list({ signal }) : [],
    hardwareForChoice(context, { signal }),
    freeBytesOf(catalog.root),
  ]);
  const host = targetOf(context);
  const installed = new Map(currentOf(current ?? newestOf(artifacts)));
  const judged: AvailableWorker[] = [];
  for (const worker of workers) {
    const license = licenseOf(worker, registry, context);
    const isForeign = !worker.platforms.includes(host.os);
    const needs = isForeign ? undefined : await context.entryNeeds.of(worker, { signal });
    const version = installed.get(worker.id);
    const facts = { worker, host, hardware, license, needs, freeBytes };
    judged.push(
      asAvailable(worker, verdict({ ...facts, installed: version && installedFacts(version) }), version),
    );
  }
  return { workers: judged, problems };
}

/** The workers of the registry that this machine could have, whatever tools it lacks. */
export async function supportedWorkers(
  context: ProvisionContext,
  call: RegistryCallOptions,
): Promise<readonly WorkerMetadata[]> {
  const { registry } = context;
  const [{ workers }, hardware] = await Promise.all([
    registry.list(call),
    hardwareForChoice(context, { signal: call.signal }),
  ]);
  const host = targetOf(context);
  return workers.filter((worker) => {
    const license = licenseOf(worker, registry, context);
    return verdict({ worker, host, hardware, license }).state !== 'unsupported';
  });
}

function asAvailable(
  worker: WorkerMetadata,
  judged: AvailableWorker['verdict'],
  installed: CurrentVersion | undefined,
): AvailableWorker {
  return {
    state: judged.state,
    worker,
    verdict: judged,
    ...(installed !== undefined && { installed: installed.current }),
    ...(judged.summary !== undefined && { reason: judged.summary }),
  };
}

/** What a worker computes on, by its type in the record. */
const BACKENDS: ReadonlyMap<string, string> = new Map([
  ['CudaLlm', 'cuda'],
  ['RocmLlm', 'rocm'],
  ['VulkanLlm', 'vulkan'],
  ['MetalLlm', 'metal'],
]);

/**
 * What is installed of a worker, for a verdict.
 *
 * @example verdictOfInstalled(workerId, installedFacts(version), hardware);
 */
export function installedFacts({ current, pinned }: CurrentVersion): InstalledFacts {
  const { version: installed, provenance } = current;
  const backend = BACKENDS.get(current.workerType);
  return { version: installed, pinned, from: ownRecipeOf(current), machine: provenance?.machine, backend };
}

function currentOf(versions: readonly CurrentVersion[]) {
  return versions.map((version) => [version.workerId, version] as const);
}

/** The newest usable version of each worker. */
export function newestOf(artifacts: readonly WorkerBinary[]): readonly CurrentVersion[] {
  const newest = new Map<string, WorkerBinary>();
  for (const artifact of artifacts) {
    const { catalogId: id, status, version } = artifact;
    if (id === undefined || status !== 'Available') continue;
    const other = newest.get(id);
    if (other === undefined || vercmp(version, other.version) > 0) newest.set(id, artifact);
  }
  return [...newest].map(([workerId, current]) => ({ workerId, current, pinned: false }));
}

/** What the file system of a folder has free; `undefined` where it does not say. */
export async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // Not every file system can be asked.
    return undefined;
  }
}
