import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { WorkerRegistryError } from '../errors.js';
import { type FolderEntry, folderPath, readFolder } from '../store/read-folder.js';
import { METADATA_FILE } from '../store/read-worker-files.js';
import type { WorkerMetadata } from '../store/types.js';
import { writeMetadata } from '../store/write-metadata.js';
import { requireWorkerId } from './new-worker.js';

export interface YankFlags {
  readonly workers: string | URL;
  /** Why it is withdrawn; without it, it is offered again. */
  readonly reason?: string | undefined;
}

/**
 * Withdraws a version of a worker, or offers it again, in its `worker.json`. Returns `id version`.
 *
 * @param wanted `id`, for the current version, or `id@version`
 * @throws WorkerRegistryError `INVALID_ARGUMENT`, `NOT_FOUND`, `FOLDER_UNREADABLE`
 */
export async function yankWorker(wanted: string, { workers, reason }: YankFlags): Promise<string> {
  const [id = '', version] = wanted.split('@', 2);
  requireWorkerId(id);
  if (reason?.trim() === '') throw noReason();
  const root = folderPath(workers);
  const versions = (await readFolder(root)).filter((entry) => entry.id === id);
  const entry = versions.find(({ release, isFormer }) =>
    version === undefined ? release !== undefined && !isFormer : release?.metadata.version === version,
  );
  const metadata = entry?.release?.metadata;
  if (entry === undefined || metadata === undefined) throw notFound(wanted, versions);
  await writeMetadata(path.join(root, entry.path, METADATA_FILE), withReason(metadata, reason));
  return `${id} ${metadata.version}`;
}

function withReason({ yanked: _former, ...metadata }: WorkerMetadata, reason: string | undefined): object {
  return reason === undefined ? metadata : { ...metadata, yanked: reason };
}

function noReason(): WorkerRegistryError {
  return new WorkerRegistryError({
    code: 'INVALID_ARGUMENT',
    message: 'A reason is missing: it is shown to those who ask for the worker.',
    hint: 'Pass it as a sentence: --reason "crashes on start".',
  });
}

function notFound(wanted: string, versions: readonly FolderEntry[]): WorkerRegistryError {
  const there = versions.flatMap(({ release }) => release?.metadata.version ?? []);
  return new WorkerRegistryError({
    code: 'NOT_FOUND',
    message: `${showForeign(wanted)} does not exist, or cannot be served.`,
    hint:
      there.length > 0
        ? `These exist: ${there.join(', ')}.`
        : '"rbee-worker-registry check" lists what exists.',
  });
}
