import { compareVersions } from '@rbee/pkgbuild-parser';
import { isKeyFileName, KEYS_FOLDER } from './names.js';
import type { WorkerMetadata, WorkerRelease, WorkerStore } from './types.js';
import { workersOf } from './variants.js';
import { isYanked } from './yanked.js';

/**
 * A store over what is in memory; it needs nothing of Node. Of a worker's versions the one that is not former is
 * offered, and the newest former one where that was yanked; a worker of which every version was yanked is not
 * listed, but found by its id, so that a client can say why.
 */
export function createMemoryStore(releases: readonly WorkerRelease[]): WorkerStore {
  const byId = groupById(releases);
  const offered = new Map(Array.from(byId, ([id, versions]) => [id, pickOffered(versions)]));
  const installable = [...offered.values()].map(({ metadata }) => metadata).filter((each) => !isYanked(each));
  const isExample = ({ example }: WorkerMetadata) => example === true;
  const list = [...installable.filter((each) => !isExample(each)), ...installable.filter(isExample)];
  const found = new Map<string, FoundWorker>();
  for (const release of offered.values()) {
    for (const metadata of workersOf(release.metadata)) found.set(metadata.id, { metadata, release });
  }
  for (const [id, release] of offered) found.set(id, { metadata: release.metadata, release });
  return {
    list: async () => list,
    find: async (id) => found.get(id)?.metadata,
    pkgbuild: async (id) => found.get(id)?.release.pkgbuild,
    file: async (id, name) => {
      const release = found.get(id)?.release;
      return release && findFile(release, name);
    },
    releases: async (id) => byId.get(id),
    counts: () => ({ served: releases.length, refused: [] }),
  };
}

/** A version's file by the name it is asked for; a key's is that in the folder of the keys. */
export function findFile({ files }: WorkerRelease, name: string): Uint8Array<ArrayBuffer> | undefined {
  return files.get(name) ?? (isKeyFileName(name) ? files.get(`${KEYS_FOLDER}/${name}`) : undefined);
}

interface FoundWorker {
  readonly metadata: WorkerMetadata;
  readonly release: WorkerRelease;
}

/** By id in order, each newest first. */
function groupById(releases: readonly WorkerRelease[]): Map<string, WorkerRelease[]> {
  const byId = new Map<string, WorkerRelease[]>();
  for (const release of releases) {
    const { id } = release.metadata;
    byId.set(id, [...(byId.get(id) ?? []), release]);
  }
  for (const versions of byId.values()) versions.sort(newestFirst);
  return new Map([...byId].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function newestFirst(a: WorkerRelease, b: WorkerRelease): number {
  return compareVersions(b.metadata.version, a.metadata.version);
}

function pickOffered(versions: readonly WorkerRelease[]): WorkerRelease {
  const current = versions.filter(({ isFormer }) => isFormer !== true);
  const preferred = [...current, ...versions];
  const offered = preferred.find(({ metadata }) => !isYanked(metadata)) ?? preferred[0];
  if (offered === undefined) throw new TypeError('A worker has at least one version.');
  return offered;
}
