import { randomUUID } from 'node:crypto';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compareVersions } from '@rbee/pkgbuild-parser';
import { exists } from '@rbee-internal/contained-path';
import { formatFinding } from '../check/findings.js';
import { validateWorker } from '../check/validate-worker.js';
import { WorkerRegistryError } from '../errors.js';
import { type FolderEntry, folderPath, readFolder, withoutClashes } from '../store/read-folder.js';
import { readWorkerFiles, VERSIONS_FOLDER, type WorkerFiles } from '../store/read-worker-files.js';
import { readDeclaredId } from './declared-id.js';

export interface AddFlags {
  readonly workers: string | URL;
}

/** What became of a folder that was added. */
export interface AddedWorker {
  readonly id: string;
  readonly version: string;
  /** `current`: it is offered now; `former`: a newer version stays current; `same`: it already existed. */
  readonly place: 'current' | 'former' | 'same';
}

/**
 * Checks a worker's folder and copies it into the folder of workers. The version that was current becomes a former
 * one; an older version than that is added as a former one. What is served changes at once, or not at all.
 *
 * @throws WorkerRegistryError `INVALID_WORKER`, `ALREADY_EXISTS` (this version, with other content), `FOLDER_UNREADABLE`
 */
export async function addWorker(folder: string, { workers }: AddFlags): Promise<AddedWorker> {
  const root = folderPath(workers);
  const files = await readAdded(path.resolve(folder));
  const validated = validateWorker(files);
  const { release, findings } = validated;
  if (release === undefined)
    throw invalid(folder, findings.filter(({ severity }) => severity === 'error').map(formatFinding));
  const { id, version } = release.metadata;
  await mkdir(root, { recursive: true });
  const entries = await readFolder(root);
  const versions = entries.filter((entry) => entry.id === id);
  const current = versions.find(({ isFormer }) => !isFormer);
  if (current !== undefined && current.release === undefined)
    throw invalid(current.path, ['it already exists and has a fault: correct it or move it away']);
  const same = versions.find((entry) => entry.release?.metadata.version === version);
  if (same !== undefined) {
    await requireSameContent(root, { same, files, version });
    return { id, version, place: 'same' };
  }
  requireOwnIds(
    { ...files, ...validated },
    entries.filter((entry) => entry.id !== id),
  );
  const isOlder = compareVersions(version, current?.release?.metadata.version ?? version) < 0;
  await place({ root, files, version, current, isOlder });
  return { id, version, place: isOlder ? 'former' : 'current' };
}

/** Its folder may have any name. */
async function readAdded(folder: string): Promise<WorkerFiles> {
  const id = await readDeclaredId(folder);
  const name = path.basename(folder);
  return readWorkerFiles(path.dirname(folder), { id, isFormer: false, path: name });
}

/** Neither its id nor that of a variant may be another worker's, nor the reverse. */
function requireOwnIds(added: FolderEntry, others: readonly FolderEntry[]): void {
  const before = [...others, added].filter(({ release }) => release !== undefined);
  const clash = withoutClashes(before).find(({ release }) => release === undefined);
  if (clash !== undefined) throw invalid(added.id, clash.findings.slice(-1).map(formatFinding));
}

interface Placing {
  readonly root: string;
  readonly files: WorkerFiles;
  readonly version: string;
  readonly current: FolderEntry | undefined;
  readonly isOlder: boolean;
}

/** Relative links stay relative: the copy takes the place of what it was made from. */
const COPY = { recursive: true, verbatimSymlinks: true } as const;

/** Stages the worker's whole folder beside it, hidden, and then changes the two over. */
async function place({ root, files, version, current, isOlder }: Placing): Promise<void> {
  const target = path.join(root, files.id);
  const staged = path.join(root, `.${files.id}.${randomUUID()}`);
  const replaced = `${staged}.old`;
  try {
    if (isOlder) await cp(target, staged, COPY);
    else if (current?.release !== undefined)
      await stageFormer(target, staged, current.release.metadata.version);
    await writeFiles(isOlder ? path.join(staged, VERSIONS_FOLDER, version) : staged, files);
    const isThere = await exists(target);
    if (isThere) await rename(target, replaced);
    await rename(staged, target).catch(async (error: unknown) => {
      if (isThere) await rename(replaced, target);
      throw error;
    });
  } finally {
    await rm(staged, { recursive: true, force: true });
    await rm(replaced, { recursive: true, force: true });
  }
}

async function stageFormer(target: string, staged: string, version: string): Promise<void> {
  const versions = path.join(staged, VERSIONS_FOLDER);
  const kept = path.join(target, VERSIONS_FOLDER);
  if (await exists(kept)) await cp(kept, versions, COPY);
  await mkdir(versions, { recursive: true });
  await cp(target, path.join(versions, version), {
    ...COPY,
    filter: (from) => from !== kept,
  });
}

async function writeFiles(folder: string, { files }: WorkerFiles): Promise<void> {
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { flag: 'wx' });
  }
}

async function requireSameContent(
  root: string,
  {
    same,
    files,
    version,
  }: { readonly same: FolderEntry; readonly files: WorkerFiles; readonly version: string },
): Promise<void> {
  const there = await readWorkerFiles(root, same);
  const isSame =
    there.files.size === files.files.size &&
    [...files.files].every(([name, content]) => {
      const other = there.files.get(name);
      return other !== undefined && Buffer.from(other).equals(Buffer.from(content));
    });
  if (isSame) return;
  throw new WorkerRegistryError({
    code: 'ALREADY_EXISTS',
    message: `${same.id} ${version} already exists at ${same.path} with different content.`,
    hint: 'Raise version and pkgver: a published version does not change.',
  });
}

function invalid(folder: string, reasons: readonly string[]): WorkerRegistryError {
  return new WorkerRegistryError({
    code: 'INVALID_WORKER',
    message: [`${folder} cannot be added:`, ...reasons].join('\n  '),
    hint: 'Correct it and add it again.',
  });
}
