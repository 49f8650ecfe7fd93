import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { realPathInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import type { Finding } from '../check/findings.js';
import { isFileName, isKeyFileName, isVersion, isWorkerId, KEYS_FOLDER } from './names.js';

export const METADATA_FILE = 'worker.json';
export const RECIPE_FILE = 'PKGBUILD';

/** The folder with a worker's former versions, one folder each. */
export const VERSIONS_FOLDER = 'versions';

/** The largest file a worker may have, its PKGBUILD included, in bytes: 8 MiB. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** The most files a worker may have. */
const MAX_FILES = 256;

/** Where one version of a worker lies. */
export interface WorkerPlace {
  readonly id: string;
  /** For a former version, the name of its folder. */
  readonly version?: string | undefined;
  readonly isFormer: boolean;
  /** Below the root, with `/`: `my-worker` or `my-worker/versions/1.0`. */
  readonly path: string;
}

/** What lies there. */
export interface WorkerFiles extends WorkerPlace {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** What could not be read, or not be served. */
  readonly findings: readonly Finding[];
}

/** Every version of every worker below a folder: `<id>` and `<id>/versions/<version>`, hidden ones left out. */
export async function listPlaces(root: string): Promise<WorkerPlace[]> {
  const places: WorkerPlace[] = [];
  for (const id of await foldersIn(root)) {
    places.push({ id, isFormer: false, path: id });
    const inside = await realPathInside(root, path.join(root, id)).catch(() => undefined);
    if (inside === undefined) continue;
    for (const version of await foldersIn(path.join(root, id, VERSIONS_FOLDER)).catch(() => [])) {
      places.push({ id, version, isFormer: true, path: `${id}/${VERSIONS_FOLDER}/${version}` });
    }
  }
  return places;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !isHidden(entry) && (entry.isDirectory() || entry.isSymbolicLink()))
    .map((entry) => entry.name)
    .sort();
}

/** Reads one version's files; what is wrong with them is said in its findings. */
export async function readWorkerFiles(
  root: string,
  place: WorkerPlace,
  signal?: AbortSignal,
): Promise<WorkerFiles> {
  const misnamed = nameProblem(place);
  if (misnamed !== undefined) return unread(place, misnamed);
  const beside = await listFiles(root, place.path);
  if (typeof beside === 'string') return unread(place, beside);
  const names = [...beside, ...(await listKeys(root, place))];
  if (names.length > MAX_FILES)
    return unread(place, `it holds ${names.length} files, more than ${MAX_FILES}`);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const findings: Finding[] = [];
  for (const name of names) {
    signal?.throwIfAborted();
    const content = await readContained(root, place, name);
    if (typeof content !== 'string') files.set(name, content);
    else findings.push(fileFinding(`${place.path}/${name}`, content));
  }
  return { ...place, files, findings };
}

function nameProblem({ id, version }: WorkerPlace): string | undefined {
  if (!isWorkerId(id))
    return 'its name is not a valid worker id: use lower-case letters, digits, ".", "_" and "-"';
  if (version !== undefined && !isVersion(version))
    return 'its name is not a valid version: use letters, digits, ".", "_", "+" and "~"';
  return undefined;
}

function unread(place: WorkerPlace, problem: string): WorkerFiles {
  return { ...place, files: new Map(), findings: [fileFinding(place.path, problem)] };
}

function fileFinding(shown: string, message: string): Finding {
  return { severity: 'error', code: 'FILE', path: showForeign(shown), message: showForeign(message) };
}

/** The keys of a version, by their paths in it. Most have none. */
async function listKeys(root: string, place: WorkerPlace): Promise<string[]> {
  const names = await listFiles(root, `${place.path}/${KEYS_FOLDER}`);
  return typeof names === 'string' ? [] : names.map((name) => `${KEYS_FOLDER}/${name}`);
}

/** The names of a folder's files, or why they cannot be listed. */
async function listFiles(root: string, folder: string): Promise<string[] | string> {
  const real = await pathInside(root, path.join(root, folder));
  if (real === undefined) return LEADS_OUT;
  const entries = await readdir(real, { withFileTypes: true }).catch(unreadable);
  if (typeof entries === 'string') return entries;
  return entries
    .filter((entry) => !isHidden(entry) && !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** A file's bytes, or why it cannot be served. */
async function readContained(
  root: string,
  place: WorkerPlace,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | string> {
  const misnamed = fileNameProblem(name);
  if (misnamed !== undefined) return misnamed;
  const real = await pathInside(root, path.join(root, place.path, name));
  if (real === undefined) return LEADS_OUT;
  const stats = await stat(real).catch(unreadable);
  if (typeof stats === 'string') return stats;
  if (!stats.isFile()) return 'it is not a regular file';
  if (stats.size > MAX_FILE_BYTES)
    return `its ${stats.size} bytes are more than the ${MAX_FILE_BYTES} allowed`;
  const content = await readFile(real).catch(unreadable);
  return typeof content === 'string' ? content : new Uint8Array(content);
}

function fileNameProblem(name: string): string | undefined {
  if (name.startsWith(`${KEYS_FOLDER}/`))
    return isKeyFileName(path.posix.basename(name))
      ? undefined
      : 'its name is not that of a key: expected the 40 digits of a fingerprint, in upper case, and ".asc"';
  return isFileName(name)
    ? undefined
    : 'its name cannot be served: use at most 128 letters, digits and "._+@-"';
}

const LEADS_OUT = 'it is a link that leads out of the folder of workers, or nowhere';

/** The real path of what lies inside the root. */
async function pathInside(root: string, target: string): Promise<string | undefined> {
  return realPathInside(root, target).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  });
}

/** What vanished or may not be read while others are is no fault of theirs. */
function unreadable(error: unknown): string {
  if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO'))
    return `it cannot be read: ${messageOf(error)}`;
  throw error;
}

function isHidden(entry: Dirent): boolean {
  return entry.name.startsWith('.');
}
