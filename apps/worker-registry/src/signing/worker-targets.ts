import { createMemoryStore } from '../store/create-memory-store.js';
import { KEYS_FOLDER } from '../store/names.js';
import { folderPath, readFolder } from '../store/read-folder.js';
import type { WorkerRelease } from '../store/types.js';

/**
 * What of a folder of workers is signed, by target path: the version of each worker that is offered, withdrawn
 * ones too, as `workers/<id>/worker.json`, `…/PKGBUILD`, `…/files/<name>` and `…/keys/<fingerprint>.asc`, and
 * the ids as `index/<role>.json`.
 *
 * @throws WorkerRegistryError `FOLDER_UNREADABLE`
 */
export async function workerTargets(folder: string | URL, role: string): Promise<Map<string, Uint8Array>> {
  const entries = await readFolder(folderPath(folder));
  const releases = entries.flatMap(({ release }) => release ?? []);
  const store = createMemoryStore(releases);
  const ids = [...new Set(releases.map(({ metadata }) => metadata.id))].sort();
  const targets = new Map<string, Uint8Array>();
  for (const id of ids) {
    const offered = await store.find(id);
    const release = releases.find(({ metadata }) => metadata === offered);
    if (release !== undefined) addRelease(targets, release);
  }
  targets.set(`index/${role}.json`, Buffer.from(JSON.stringify({ workers: ids })));
  return targets;
}

function addRelease(targets: Map<string, Uint8Array>, { metadata, pkgbuild, files }: WorkerRelease): void {
  const below = `workers/${metadata.id}`;
  targets.set(`${below}/worker.json`, Buffer.from(JSON.stringify(metadata)));
  if (pkgbuild !== undefined) targets.set(`${below}/PKGBUILD`, Buffer.from(pkgbuild));
  for (const [name, bytes] of files) {
    const isKey = name.startsWith(`${KEYS_FOLDER}/`);
    targets.set(`${below}/${isKey ? `keys/${name.slice(KEYS_FOLDER.length + 1)}` : `files/${name}`}`, bytes);
  }
}
