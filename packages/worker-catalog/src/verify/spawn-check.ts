import type { CallOptions, FilesystemCatalog, TreeDifference, WorkerBinary } from '@rbee/artifact-catalog';
import { showForeign } from '@rbee-internal/redact-url';
import { WorkerCatalogError } from '../errors.js';
import { type Stamps, stampTree } from './tree-stamp.js';
import type { Verification } from './verification.js';
import { verifyWorker } from './verify-worker.js';

/** A worker that may be started. */
export interface CheckedWorker {
  readonly worker: WorkerBinary;
  /** What to start. */
  readonly program: string;
  /**
   * How it is known to be what was installed: by what the system reports of its files since they were last read, by
   * reading all of them, or not at all, because its record has no digest.
   */
  readonly checked: 'stamp' | 'digest' | 'unrecorded';
}

export interface SpawnCheckParts {
  readonly artifacts: Pick<FilesystemCatalog<WorkerBinary>, 'folderOf' | 'get' | 'locate'>;
  readonly stamps: Stamps;
}

/**
 * Sees that a worker is what was installed, before it is started. It costs a look at each file, and the reading of all
 * of them when one is not as it was.
 *
 * @throws ArtifactCatalogError `NOT_FOUND`; WorkerCatalogError `PROGRAM_OUTSIDE`, `WORKER_CHANGED`
 */
export async function checkBeforeSpawn(
  parts: SpawnCheckParts,
  id: string,
  options: CallOptions,
): Promise<CheckedWorker> {
  const { artifacts, stamps } = parts;
  const worker = await artifacts.get(id, options);
  await requireInside(artifacts, worker, options);
  const { treeDigest, path: program } = worker;
  if (treeDigest === undefined) {
    const verification = requireIntact(worker, await verifyWorker(artifacts, worker, options));
    return { worker, program, checked: verification.verdict === 'unknown' ? 'unrecorded' : 'digest' };
  }
  // Taken first: what changes while everything is read has another stamp the next time.
  const stamp = await stampTree(artifacts.folderOf(id), options);
  if ((await stamps.read(id, treeDigest)) === stamp) return { worker, program, checked: 'stamp' };
  requireIntact(worker, await verifyWorker(artifacts, worker, options));
  await stamps.write(id, treeDigest, stamp);
  return { worker, program, checked: 'digest' };
}

/** @throws WorkerCatalogError `PROGRAM_OUTSIDE` */
export async function requireInside(
  artifacts: Pick<FilesystemCatalog<WorkerBinary>, 'locate'>,
  worker: WorkerBinary,
  options: CallOptions,
): Promise<void> {
  if ((await artifacts.locate(worker, options)) === 'outside') throw programOutside(worker);
}

function requireIntact(worker: WorkerBinary, verification: Verification): Verification {
  switch (verification.verdict) {
    case 'intact':
    case 'unknown':
      return verification;
    case 'outside':
      throw programOutside(worker);
    case 'missing':
      throw changed(worker, `${showForeign(worker.path)} does not exist`, []);
    case 'changed':
      throw changed(worker, summaryOf(verification), verification.differences);
    default:
      return verification satisfies never;
  }
}

/** Differences that a message names. */
const SHOWN_DIFFERENCES = 3;

function summaryOf({ differences, more }: Extract<Verification, { verdict: 'changed' }>): string {
  const shown = differences.slice(0, SHOWN_DIFFERENCES).map(wordsFor);
  const others = differences.length - shown.length + more;
  return [...shown, ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
}

const WORDS: Readonly<Record<TreeDifference['kind'], string>> = {
  added: 'was added',
  removed: 'was removed',
  type: 'is of another type',
  content: 'has other content',
  mode: 'has another mode',
  link: 'leads elsewhere',
};

function wordsFor({ path, kind }: TreeDifference): string {
  return `${showForeign(path)} ${WORDS[kind]}`;
}

function programOutside({ id, path }: WorkerBinary): WorkerCatalogError {
  return new WorkerCatalogError({
    code: 'PROGRAM_OUTSIDE',
    message: `The record of ${id} names ${showForeign(path)}, which is not in the worker's own folder.`,
    hint: 'Install the worker again, or remove it.',
  });
}

function changed(
  { id }: WorkerBinary,
  what: string,
  differences: readonly TreeDifference[],
): WorkerCatalogError {
  return new WorkerCatalogError({
    code: 'WORKER_CHANGED',
    message: `${id} differs from what was installed: ${what}.`,
    hint: 'If you did not change it, find out who did. Install the worker again with force, or remove it.',
    differences,
  });
}
