import { access, constants, lstat } from 'node:fs/promises';
import path from 'node:path';
import {
  type CallOptions,
  type FilesystemCatalog,
  readTreeListing,
  type WorkerBinary,
} from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile } from '@rbee-internal/system/files';
import { vercmp } from '@rbee-internal/vercmp';
import { type EffectiveSettings, settingsIdentity } from '../recipe/effective-settings.js';

/** What is asked for. */
export interface WantedWorker extends CallOptions {
  readonly catalog: Pick<FilesystemCatalog<WorkerBinary>, 'folderOf' | 'locate'>;
  readonly workerId: string;
  /** Of its recipe. */
  readonly pkgbuildDigest: string;
  /** What it would be built with. */
  readonly settings: EffectiveSettings;
}

/** What a recipe was installed as. */
export interface SameRecipe {
  /** Those that can be run, newest first. */
  readonly usable: readonly WorkerBinary[];
  /** Those whose program is gone, cut off, not executable, or not in the worker's own folder. */
  readonly broken: readonly WorkerBinary[];
}

/** Which of these artifacts are of this very recipe, built with these very settings. */
export async function findSameRecipe(
  artifacts: readonly WorkerBinary[],
  wanted: WantedWorker,
): Promise<SameRecipe> {
  const { workerId, pkgbuildDigest } = wanted;
  const identity = settingsIdentity(wanted.settings);
  const broken: WorkerBinary[] = [];
  const usable: WorkerBinary[] = [];
  const same = artifacts.filter(
    (artifact) =>
      isUsableAs(workerId, artifact) &&
      artifact.provenance?.pkgbuildDigest === pkgbuildDigest &&
      settingsIdentity(artifact.provenance.settings ?? {}) === identity,
  );
  for (const artifact of same.sort((a, b) => vercmp(b.version, a.version))) {
    if (await isIntact(artifact, wanted)) usable.push(artifact);
    else broken.push(artifact);
  }
  return { usable, broken };
}

/** Whether an artifact is recorded as a usable one of what was asked for. */
function isUsableAs(workerId: string, { catalogId, status }: WorkerBinary): boolean {
  return catalogId === workerId && status === 'Available';
}

/** As far as can be seen at once: `verify` reads all of it. */
async function isIntact(artifact: WorkerBinary, wanted: WantedWorker): Promise<boolean> {
  try {
    if ((await wanted.catalog.locate(artifact, { signal: wanted.signal })) !== 'inside') return false;
    const sizes = await recordedSizes(artifact, wanted);
    for (const program of startedFiles(artifact, wanted)) {
      const stats = await lstat(program);
      await access(program, constants.X_OK);
      if (!stats.isFile() || stats.size !== sizes(program)) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof IrregularFileError || isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES'))
      return false;
    throw error;
  }
}

/** What starts it, and the program itself where that is another file. */
function startedFiles(artifact: WorkerBinary, { catalog }: WantedWorker): readonly string[] {
  const { program } = artifact.package ?? {};
  if (program === undefined) return [artifact.path];
  return [...new Set([artifact.path, path.join(catalog.folderOf(artifact.id), program)])];
}

/** A listing of more entries than packages may have is not one of ours. */
const MAX_LISTING_BYTES = 128 * 1024 * 1024;

/** How large its files were; a record without a whole tree says it of the program alone. */
async function recordedSizes(
  { id, size, treeDigest }: WorkerBinary,
  { catalog, signal }: WantedWorker,
): Promise<(file: string) => number | undefined> {
  if (treeDigest === undefined) return () => size;
  const folder = catalog.folderOf(id);
  const listing = await readRegularFile(path.join(folder, '.tree'), { maxBytes: MAX_LISTING_BYTES });
  const entries = await readTreeListing(listing.toString('utf8'), signal);
  return (file) => {
    const name = path.relative(folder, file).split(path.sep).join('/');
    const entry = entries?.find((candidate) => candidate.path === name);
    return entry?.type === 'file' ? entry.size : undefined;
  };
}
