import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@rbee-internal/coded-error';
import type { Finding } from '../check/findings.js';
import { type ValidatedWorker, validateWorker } from '../check/validate-worker.js';
import { WorkerRegistryError } from '../errors.js';
import { listPlaces, readWorkerFiles, type WorkerPlace } from './read-worker-files.js';
import { workersOf } from './variants.js';

/** One version of a worker in a folder, checked. */
export interface FolderEntry extends WorkerPlace, ValidatedWorker {}

/** The absolute path of a folder of workers. */
export function folderPath(folder: string | URL): string {
  return path.resolve(folder instanceof URL ? fileURLToPath(folder) : folder);
}

/**
 * Reads and checks every version of every worker below a folder.
 *
 * @throws WorkerRegistryError `FOLDER_UNREADABLE`
 */
export async function readFolder(root: string, signal?: AbortSignal): Promise<FolderEntry[]> {
  const places = await listPlaces(root).catch((error: unknown) => {
    throw new WorkerRegistryError({
      code: 'FOLDER_UNREADABLE',
      message: `The folder of workers ${root} cannot be read: ${messageOf(error)}.`,
      hint: 'Pass a folder with one folder for each worker to --workers.',
      cause: error,
    });
  });
  const entries: FolderEntry[] = [];
  for (const place of places) {
    signal?.throwIfAborted();
    entries.push({ ...place, ...validateWorker(await readWorkerFiles(root, place, signal)) });
  }
  signal?.throwIfAborted();
  return withoutClashes(entries);
}

/** Refuses what would be served at the address of another: a variant's id, or a version twice. */
export function withoutClashes(entries: readonly FolderEntry[]): FolderEntry[] {
  const owners = new Map<string, FolderEntry>();
  for (const entry of entries) if (!entry.isFormer) owners.set(entry.id, entry);
  return entries.map((entry) => {
    const clash = entry.release && clashOf(entry, owners);
    if (clash === undefined) return entry;
    const { release: _refused, ...rest } = entry;
    const finding: Finding = { severity: 'error', code: 'NAME', path: entry.path, message: clash };
    return { ...rest, findings: [...entry.findings, finding] };
  });
}

function clashOf(entry: FolderEntry, owners: Map<string, FolderEntry>): string | undefined {
  const metadata = entry.release?.metadata;
  if (metadata === undefined) return undefined;
  const current = owners.get(entry.id)?.release?.metadata;
  if (entry.isFormer)
    return current?.version === metadata.version
      ? `version ${metadata.version} is also the current one of ${entry.id}`
      : undefined;
  for (const { id } of workersOf(metadata)) {
    const owner = owners.get(id);
    if (owner !== undefined && owner !== entry) return `its variant ${id} is also another worker`;
    owners.set(id, entry);
  }
  return undefined;
}
