import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { isSourceFetchError, SourceFetchError, type SourceFetchErrorCode } from '../errors.js';
import { asFileSystemError } from '../file-system-error.js';
import { parseHttpUrl } from '../http/http-url.js';
import { closedError, openNetwork } from '../http/network.js';
import { withRetry } from '../http/retry.js';
import { type ResolvedOptions, resolveOptions } from '../options.js';
import { createProgressReporter } from '../progress.js';
import { rememberFailure } from '../remember-failure.js';
import { createOrderedDigest } from './ordered-digest.js';
import { claimPartialFile } from './partial-file.js';
import { partialKey } from './partials.js';
import { type Download, probe, restart } from './receive.js';
import { receiveMissing } from './receive-ranges.js';
import type { DownloadDigest, DownloadedFile, DownloadFileOptions, DownloadJob } from './types.js';

const DEFAULT_CONNECTIONS = 4;
const DEFAULT_RANGE_BYTES = 64 * 1024 * 1024;

/**
 * Downloads one file, of any size, to a path. It comes by several ranges at a time where the server has them, is hashed
 * while it comes, and has its name only when it is complete and its digest is right. What a call that was cancelled or
 * killed received is resumed by the next call for the same digest, whatever its URL.
 *
 * @param destination an absolute path; a file that is there is replaced
 * @throws SourceFetchError `INVALID_SOURCE`, `UNREACHABLE`, `HTTP_STATUS`, `REDIRECT`, `LIMIT`, `CHECKSUM_MALFORMED`,
 * `CHECKSUM_MISMATCH`, `CONTENT_ENCODING`, `OFFLINE`, `DISK_FULL`, `FILE_SYSTEM`; the signal's reason when cancelled;
 * what `onEvent` threw
 *
 * @example
 * ```ts
 * const { sha256 } = await downloadFile('https://example.org/model.gguf', '/models/model.gguf', {
 *   partialsDir: '/models/.partials',
 *   digest: { algorithm: 'sha256', hex: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03' },
 * });
 * ```
 */
export async function downloadFile(
  url: string,
  destination: string,
  options: DownloadFileOptions,
): Promise<DownloadedFile> {
  options.signal?.throwIfAborted();
  const folder = path.resolve(options.partialsDir);
  const job = resolveJob(url, options);
  const resolved = resolveOptions({
    ...options,
    ...{ startDir: folder, srcDir: folder, cacheDir: folder },
    concurrency: { total: job.connections, perHost: job.connections },
  });
  if (resolved.offline) throw offlineError(job);
  const listener = rememberFailure(job.emit);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await downloadInto(destination, { ...job, emit: listener.emit }, resolved);
  } catch (error) {
    resolved.signal.throwIfAborted();
    if (listener.failure) throw listener.failure.thrown;
    throw asFileSystemError(error);
  }
}

function resolveJob(url: string, options: DownloadFileOptions): DownloadJob {
  const { digest, bytes } = options;
  const { pathname } = parseHttpUrl(url);
  const name = options.name ?? path.posix.basename(pathname);
  const hexDigits = digest?.algorithm === 'git-blob' ? 40 : 64;
  if (digest !== undefined && !(digest.hex.length === hexDigits && /^[0-9a-f]+$/i.test(digest.hex))) {
    throw new SourceFetchError({
      code: 'CHECKSUM_MALFORMED',
      message: `The digest of '${showForeign(name)}' is '${showForeign(digest.hex)}', but it must be ${hexDigits} hexadecimal digits.`,
      hint: 'Correct the digest.',
    });
  }
  if (digest?.algorithm === 'git-blob' && bytes === undefined) {
    throw new SourceFetchError({
      code: 'CHECKSUM_MALFORMED',
      message: `Git's id of '${showForeign(name)}' can only be checked with the number of its bytes.`,
      hint: 'Pass the number of bytes, or a sha256 digest.',
    });
  }
  return {
    ...{ url, name, digest, bytes },
    connections: options.connections ?? DEFAULT_CONNECTIONS,
    rangeBytes: options.rangeBytes ?? DEFAULT_RANGE_BYTES,
    emit: options.onEvent ?? (() => undefined),
  };
}

async function downloadInto(
  destination: string,
  job: DownloadJob,
  options: ResolvedOptions,
): Promise<DownloadedFile> {
  const partial = await claimPartialFile(partialKey(job), options.cacheDir);
  const network = openNetwork(options);
  const gitBytes = job.digest?.algorithm === 'git-blob' ? job.bytes : undefined;
  const download: Download = {
    ...{ job, options, network, partial },
    progress: createProgressReporter(job.name, job.emit),
    digest: createOrderedDigest(partial.file, gitBytes),
    size: job.bytes,
    etag: undefined,
    ignoresRanges: false,
  };
  try {
    job.emit({ type: 'source-start', name: job.name, url: redactUrl(job.url) });
    const { sha256, wasResumed } = await tryAddresses(download);
    await rename(partial.path, destination);
    const bytes = download.partial.ranges.total();
    await partial.drop();
    job.emit({ type: 'source-end', name: job.name, digest: `sha256:${sha256}` });
    return { bytes, sha256, resumedBytes: wasResumed ? partial.resumedBytes : 0 };
  } catch (error) {
    const isWorthKeeping = job.digest !== undefined && (options.signal.aborted || mayGoOn(error));
    await (isWorthKeeping ? partial.keep() : partial.drop());
    throw error;
  } finally {
    await network.close();
  }
}

/** Failures after which a later call can go on from what is there. */
function mayGoOn(error: unknown): boolean {
  return (
    !isSourceFetchError(error) || !['CHECKSUM_MISMATCH', 'LIMIT', 'CONTENT_ENCODING'].includes(error.code)
  );
}

/** Failures after which another mirror may do better. */
const MIRROR_MAY_HELP: ReadonlySet<SourceFetchErrorCode> = new Set([
  'UNREACHABLE',
  'HTTP_STATUS',
  'REDIRECT',
  'CONTENT_ENCODING',
  'CHECKSUM_MISMATCH',
]);

interface Verified {
  readonly sha256: string;
  /** Whether bytes of an earlier call are in it. */
  readonly wasResumed: boolean;
}

async function tryAddresses(download: Download): Promise<Verified> {
  const { job, network, options } = download;
  const addresses = network.addresses(job.url);
  for (const [index, address] of addresses.entries()) {
    try {
      return await receiveVerified(download, address);
    } catch (error) {
      options.signal.throwIfAborted();
      const isLast = index === addresses.length - 1;
      if (isLast || !isSourceFetchError(error) || !MIRROR_MAY_HELP.has(error.code)) throw error;
    }
  }
  throw closedError(job.url);
}

/** What was put together from several tries and turns out wrong is fetched again from the first byte. */
async function receiveVerified(download: Download, address: string): Promise<Verified> {
  const { job, options, partial } = download;
  download.ignoresRanges = false;
  for (let wasResumed = partial.ranges.total() > 0; ; wasResumed = false) {
    const before = wasResumed;
    await withRetry(retryOf(download), async () => {
      if (download.size === undefined) await probe(download, address);
      await receiveMissing(download, address);
    });
    await download.digest.catchUp((position) => partial.ranges.endFrom(position), options.signal);
    download.progress.finish();
    const digests = download.digest.digests();
    const found = digests[job.digest?.algorithm ?? 'sha256'];
    if (job.digest === undefined || found === job.digest.hex.toLowerCase())
      return { sha256: digests.sha256 ?? '', wasResumed: before };
    await restart(download);
    if (!before) throw mismatchError(job, job.digest, found);
  }
}

function retryOf({ job, options, partial }: Download): Parameters<typeof withRetry>[0] {
  return {
    retry: options.retry,
    clock: options.clock,
    signal: options.signal,
    progress: () => partial.ranges.total(),
    onRetry: (facts) => job.emit({ type: 'source-retry', name: job.name, ...facts }),
  };
}

function mismatchError(
  { name, url }: DownloadJob,
  { algorithm, hex }: DownloadDigest,
  found: string | undefined,
): SourceFetchError {
  const what = algorithm === 'git-blob' ? "git's id of it" : 'its sha256';
  return new SourceFetchError({
    code: 'CHECKSUM_MISMATCH',
    message: `'${showForeign(name)}' from '${redactUrl(url)}' is not the file that was expected: ${what} is ${found} instead of ${hex.toLowerCase()}.`,
    hint: 'The file changed at its origin or on the way. Compare it with its publisher before you change the digest.',
  });
}

function offlineError({ name, url }: DownloadJob): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `'${showForeign(name)}' would have to be downloaded from '${redactUrl(url)}', and no server may be asked.`,
    hint: 'Download it once with the network.',
  });
}
