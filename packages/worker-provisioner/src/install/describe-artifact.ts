import path from 'node:path';
import {
  type PackageFacts,
  type Provenance,
  type RecordedHost,
  type RecordedRelease,
  type TreeDescription,
  type WorkerBinary,
  type WorkerType,
  workerArtifactId,
} from '@rbee/artifact-catalog';
import type { HostReached } from '@rbee/pkgbuild-executor';
import { type WorkerMetadata, workerTypeOf } from '@rbee-internal/worker-entry';
import packageJson from '../../package.json' with { type: 'json' };
import type { InstalledTree } from '../package/install-tree.js';
import type { ChosenRelease } from '../release/chosen-release.js';
import { PLATFORM_NAMES } from '../target/platform-names.js';
import type { PackedJob } from './provision-job.js';

/** What a record says beside what the job knows. */
export interface ArtifactFacts {
  readonly tree: TreeDescription;
  readonly now: Date;
  /** What of the machine it was built and proven with. */
  readonly machine: Readonly<Record<string, string>>;
  /** The folder that an artifact's id is kept in. */
  readonly folderOf: (id: string) => string;
}

/** The record of a worker that was built. */
export function describeArtifact(
  job: PackedJob,
  { tree, now, machine, folderOf }: ArtifactFacts,
): WorkerBinary {
  const { worker, recipe, installed, version, host } = job;
  const platform = PLATFORM_NAMES[host.os];
  const id = workerArtifactId({ catalogId: worker.id, version, platform });
  const entry = tree.entries.find(({ path: name }) => name === installed.start);
  return {
    id,
    workerType: workerTypeFor(worker),
    platform,
    path: path.join(folderOf(id), installed.start),
    size: tree.bytes,
    status: 'Available',
    version,
    addedAt: now.toISOString(),
    architecture: recipe.plan.architecture,
    catalogId: worker.id,
    ...(entry?.type === 'file' && { digest: entry.digest }),
    treeDigest: tree.digest,
    ...(worker.launch !== undefined && { launch: worker.launch }),
    package: describePackage(installed),
    provenance: describeProvenance(job, { now, machine }),
  };
}

/** Links and files that a record lists. */
const MAX_LISTED = 1_000;

function describePackage({ program, launcher, outwardLinks, privileged }: InstalledTree): PackageFacts {
  return {
    program,
    ...(launcher !== undefined && { launcher }),
    ...(outwardLinks.length > 0 && { links: outwardLinks.slice(0, MAX_LISTED) }),
    ...(privileged.length > 0 && { privileged: privileged.slice(0, MAX_LISTED) }),
  };
}

function describeProvenance(
  job: PackedJob,
  { now, machine }: Pick<ArtifactFacts, 'now' | 'machine'>,
): Provenance {
  const { request, worker, pkgbuildDigest, startedAt, sources, guard, settings, hostsReached } = job;
  const signature = request.registry.signatureOf?.(worker);
  return {
    origin: request.registry.originOf?.(worker) ?? request.registry.origin,
    ...(signature !== undefined && { registrySignature: signature }),
    pkgbuildDigest,
    sources,
    startedAt: startedAt.toISOString(),
    finishedAt: now.toISOString(),
    guard: guard.guard,
    ...(guard.guardReason !== undefined && { guardReason: guard.guardReason }),
    network: request.network === true || guard.guard === 'none',
    ...(job.release !== undefined && { release: recordedRelease(job.release) }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(Object.keys(machine).length > 0 && { machine }),
    ...(job.buildCost !== undefined && { buildCost: job.buildCost }),
    ...(hostsReached.length > 0 && { hosts: hostsReached.map(recordedHost) }),
    installedBy: `${packageJson.name} ${packageJson.version}`,
  };
}

function recordedRelease({ repository, tag, commit, asset }: ChosenRelease): RecordedRelease {
  return { repository, tag, commit, asset };
}

function recordedHost(reached: HostReached & { readonly phase?: string }): RecordedHost {
  const { host, allowed, phase } = reached;
  return { host, allowed, ...(phase !== undefined && { phase }) };
}

/** What kind of worker it is: as its entry says, else by its id. */
export function workerTypeFor(worker: WorkerMetadata): WorkerType {
  return worker.workerType ?? typeFromId(worker);
}

/** The last word of the id, where metadata has no type: `llm-worker-rbee-cuda` is a CUDA worker. */
function typeFromId(worker: WorkerMetadata): WorkerType {
  const word = worker.id.split('-').at(-1) ?? '';
  const known = workerTypeOf(word);
  return known === word ? 'Unknown' : known;
}
