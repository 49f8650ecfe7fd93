import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { realPathInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { WorkerRegistryError } from './errors.js';
import { isFileName, isWorkerId } from './names.js';
import { parseWorkerMetadata } from './schema.js';
import type { WorkerMetadata, WorkerStore } from './types.js';

/** The largest file a worker may have, its PKGBUILD included, in bytes: 8 MiB. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** The most files a worker may have. */
const MAX_FILES = 256;

const METADATA_FILE = 'worker.json';
const RECIPE_FILE = 'PKGBUILD';

export interface OpenFolderStoreOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * A store over a folder with one folder a worker: `<id>/worker.json`, `<id>/PKGBUILD` and the local files that
 * the recipe names. Everything is read and checked now; what changes afterwards is not seen. Hidden entries
 * and a worker's sub-folders are left out; a file or link that leads out of the folder is refused.
 *
 * @throws WorkerRegistryError `FOLDER_UNREADABLE`, `INVALID_WORKER`; the signal's reason when it was cancelled.
 */
export async function openFolderStore(
  folder: string | URL,
  { signal }: OpenFolderStoreOptions = {},
): Promise<WorkerStore> {
  signal?.throwIfAborted();
  const root = path.resolve(folder instanceof URL ? fileURLToPath(folder) : folder);
  const workers = new Map<string, Worker>();
  for (const id of await listWorkerFolders(root)) {
    workers.set(id, await readWorker({ root, id, signal }));
  }
  signal?.throwIfAborted();
  return storeOver(workers);
}

interface Worker {
  readonly metadata: WorkerMetadata;
  readonly pkgbuild: string;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Where a worker is read from. */
interface WorkerPlace {
  readonly root: string;
  readonly id: string;
  readonly signal: AbortSignal | undefined;
}

function storeOver(workers: ReadonlyMap<string, Worker>): WorkerStore {
  const all = [...workers.values()].map((worker) => worker.metadata);
  return {
    list: async () => all,
    find: async (id) => workers.get(id)?.metadata,
    pkgbuild: async (id) => workers.get(id)?.pkgbuild,
    file: async (id, name) => workers.get(id)?.files.get(name),
  };
}

async function listWorkerFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    throw new WorkerRegistryError({
      code: 'FOLDER_UNREADABLE',
      message: `The folder of workers ${root} cannot be read: ${messageOf(error)}.`,
      hint: 'Name a folder that holds one folder a worker.',
      cause: error,
    });
  });
  return entries
    .filter((entry) => !isHidden(entry) && (entry.isDirectory() || entry.isSymbolicLink()))
    .map((entry) => entry.name)
    .sort();
}

async function readWorker(place: WorkerPlace): Promise<Worker> {
  if (!isWorkerId(place.id))
    throw refusal(
      place.id,
      'its name is no worker id: lower-case letters, digits, ".", "_" and "-" make one',
    );
  const names = await listFiles(place);
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of names) contents.set(name, await readContained(place, name));
  const metadata = readMetadata(place.id, contents.get(METADATA_FILE));
  const pkgbuild = readRecipe(place.id, contents.get(RECIPE_FILE));
  contents.delete(METADATA_FILE);
  contents.delete(RECIPE_FILE);
  return { metadata, pkgbuild, files: contents };
}

async function listFiles({ root, id }: WorkerPlace): Promise<string[]> {
  const folder = path.join(root, id);
  await requireInside(root, { shown: id, target: folder });
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => !isHidden(entry) && !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  if (names.length > MAX_FILES) throw refusal(id, `it holds ${names.length} files, more than ${MAX_FILES}`);
  return names;
}

async function readContained(
  { root, id, signal }: WorkerPlace,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  const shown = `${id}/${name}`;
  if (!isFileName(name))
    throw refusal(shown, 'its name cannot be served: letters, digits and "._+@-" make a name of up to 128');
  const real = await requireInside(root, { shown, target: path.join(root, id, name) });
  const stats = await stat(real);
  if (!stats.isFile()) throw refusal(shown, 'it is not a regular file');
  if (stats.size > MAX_FILE_BYTES)
    throw refusal(shown, `its ${stats.size} bytes are more than the ${MAX_FILE_BYTES} allowed`);
  return new Uint8Array(await readFile(real));
}

/** The real path of what must lie inside the root. */
async function requireInside(
  root: string,
  { shown, target }: { shown: string; target: string },
): Promise<string> {
  const real = await realPathInside(root, target).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  });
  if (real === undefined)
    throw refusal(shown, 'it is a link that leads out of the folder of workers, or nowhere');
  return real;
}

function readMetadata(id: string, bytes: Uint8Array | undefined): WorkerMetadata {
  const shown = `${id}/${METADATA_FILE}`;
  if (bytes === undefined) throw refusal(shown, 'it is missing');
  const result = parseWorkerMetadata(parseJson(decode(shown, bytes), shown));
  if (result.type === 'invalid') {
    const { path: field, message } = result.problem;
    throw refusal(shown, field === '' ? message : `field "${field}": ${message}`);
  }
  if (result.metadata.id !== id) throw refusal(shown, `field "id": Expected the name of its folder, "${id}"`);
  return result.metadata;
}

function readRecipe(id: string, bytes: Uint8Array | undefined): string {
  const shown = `${id}/${RECIPE_FILE}`;
  if (bytes === undefined) throw refusal(shown, 'it is missing');
  return decode(shown, bytes);
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(shown, `it is not JSON: ${messageOf(error)}`, error);
  }
}

function decode(shown: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw refusal(shown, 'it is not UTF-8', error);
  }
}

function isHidden(entry: Dirent): boolean {
  return entry.name.startsWith('.');
}

function refusal(shown: string, reason: string, cause?: unknown): WorkerRegistryError {
  return new WorkerRegistryError({
    code: 'INVALID_WORKER',
    message: `${showForeign(shown)} cannot be served: ${showForeign(reason)}.`,
    hint: 'Correct the entry, or move it out of the folder of workers.',
    cause,
  });
}
