import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ModelFile } from '@rbee/artifact-catalog';
import { downloadFile, type FetchEvent } from '@rbee/source-fetcher';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { ModelCatalogError } from '../errors.js';
import type { ModelEvent } from '../events.js';
import type { DownloadSettings } from '../options.js';
import type { ResolvedFile } from '../types.js';
import { copyModelFile } from './copy-file.js';

/** What fetching works with. */
export interface FetchSettings {
  /** Where downloads are until they are complete. */
  readonly partialsDir: string;
  readonly downloads: DownloadSettings;
  readonly fetch: typeof globalThis.fetch | undefined;
}

/** One job's part of it. */
export interface FetchJob extends FetchSettings {
  readonly jobId: string;
  readonly signal: AbortSignal | undefined;
  readonly emit: (event: ModelEvent) => void;
  /** How files of this machine are copied. */
  readonly mode: 'copy' | 'reflink';
}

/** Brings a model's files into a folder, each verified, and returns what they are. */
export async function fetchFiles(
  files: readonly ResolvedFile[],
  folder: string,
  job: FetchJob,
): Promise<ModelFile[]> {
  const fetched: ModelFile[] = [];
  for (const file of files) {
    const destination = joinInside(folder, file.name);
    if (destination === undefined) throw new TypeError(`A vendor named a file ${JSON.stringify(file.name)}.`);
    await mkdir(path.dirname(destination), { recursive: true });
    fetched.push(await fetchFile(file, destination, job));
  }
  return fetched;
}

/** Brings one file to a path. */
async function fetchFile(file: ResolvedFile, destination: string, job: FetchJob): Promise<ModelFile> {
  const { bytes, sha256 } = await (file.origin.type === 'url'
    ? download(file, { url: file.origin.url, destination }, job)
    : copy(file, { from: file.origin.path, destination }, job));
  return { path: file.name, size: bytes, role: file.role, digest: `sha256:${sha256}` };
}

interface Fetched {
  readonly bytes: number;
  readonly sha256: string;
}

function download(
  file: ResolvedFile,
  { url, destination }: { readonly url: string; readonly destination: string },
  job: FetchJob,
): Promise<Fetched> {
  return downloadFile(url, destination, {
    ...job.downloads,
    partialsDir: job.partialsDir,
    name: file.name,
    digest: file.digest,
    bytes: file.size,
    fetch: job.fetch,
    signal: job.signal,
    onEvent: (event) => relay(event, file, job),
  });
}

/** What the fetcher says of a download, in the words of this package. */
function relay(event: FetchEvent, { name: file, size }: ResolvedFile, { jobId, emit }: FetchJob): void {
  if (event.type === 'source-start') emit({ type: 'file-start', jobId, file, bytes: size });
  else if (event.type === 'source-progress') {
    const { receivedBytes, totalBytes, bytesPerSecond } = event;
    emit({ type: 'file-progress', jobId, file, receivedBytes, totalBytes, bytesPerSecond });
  } else if (event.type === 'source-retry') {
    const { attempt, milliseconds, reason } = event;
    emit({ type: 'file-retry', jobId, file, attempt, milliseconds, reason });
  } else if (event.type === 'source-end' && event.digest !== undefined)
    emit({ type: 'file-end', jobId, file, digest: event.digest });
}

const MILLISECONDS_BETWEEN_EVENTS = 100;

async function copy(
  file: ResolvedFile,
  { from, destination }: { readonly from: string; readonly destination: string },
  { jobId, emit, mode, signal }: FetchJob,
): Promise<Fetched> {
  const { name, size, digest } = file;
  emit({ type: 'file-start', jobId, file: name, bytes: size });
  let last = 0;
  const copied = await copyModelFile(from, destination, {
    mode,
    signal,
    onProgress(receivedBytes) {
      if (performance.now() - last < MILLISECONDS_BETWEEN_EVENTS && receivedBytes !== size) return;
      last = performance.now();
      emit({ type: 'file-progress', jobId, file: name, receivedBytes, totalBytes: size });
    },
  });
  if (digest?.algorithm === 'sha256' && digest.hex.toLowerCase() !== copied.sha256)
    throw mismatch(from, copied.sha256);
  emit({ type: 'file-end', jobId, file: name, digest: `sha256:${copied.sha256}` });
  return copied;
}

function mismatch(file: string, found: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'DIGEST_MISMATCH',
    message: `"${showForeign(file)}" is not the file that was expected: its sha256 is ${found}.`,
    hint: 'It was changed or is damaged; get it again from its publisher.',
  });
}
