import { redactUrl } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { Network } from '../http/network.js';
import { announcedLength, readBody } from '../http/read-body.js';
import { type OpenAnswer, withAnswer } from '../http/request.js';
import { requireSpace } from '../http/require-space.js';
import { contentRangeOf, validatorOf } from '../http/validator.js';
import type { ResolvedOptions } from '../options.js';
import { writeBehind } from '../place/write-behind.js';
import type { ProgressReporter } from '../progress.js';
import type { ByteRange } from './byte-ranges.js';
import { checkAnswer } from './check-answer.js';
import type { OrderedDigest } from './ordered-digest.js';
import type { PartialFile } from './partial-file.js';
import type { DownloadJob } from './types.js';

/** One download, over as many tries and addresses as it takes. */
export interface Download {
  readonly job: DownloadJob;
  readonly options: ResolvedOptions;
  readonly network: Network;
  readonly partial: PartialFile;
  readonly progress: ProgressReporter;
  digest: OrderedDigest;
  /** Bytes of the whole file, once they are known. */
  size: number | undefined;
  /** The strong etag that the bytes there are of, where nothing else proves them. */
  etag: string | undefined;
  /** Whether the server is known to send everything whatever is asked for. */
  ignoresRanges: boolean;
}

const SAVE_MILLISECONDS = 2_000;

/** Learns the size of the file, and whether parts of it can be asked for, by asking for its first byte. */
export async function probe(download: Download, address: string): Promise<void> {
  const range = { start: 0, end: 1 };
  await ask(download, { address, range, signal: download.options.signal }, async (answer) => {
    // An empty file has no first byte.
    if (answer.response.status === 416) return;
    const { headers } = answer.response;
    const isWhole = check(download, { answer, address, range }) === 'whole';
    const total = isWhole ? announcedLength(answer.response) : contentRangeOf(headers)?.total;
    requireBelow(download, total);
    const validator = validatorOf(headers);
    download.etag = validator?.header === 'etag' ? validator.value : undefined;
    download.ignoresRanges = isWhole;
    download.size = total;
  });
}

/** Receives the file from its first byte to its last by one request. */
export async function receiveWhole(download: Download, address: string): Promise<void> {
  const { options } = download;
  if (download.partial.ranges.total() > 0) await restart(download);
  const request = { address, range: undefined, signal: options.signal };
  await ask(download, request, async (answer) => {
    check(download, { answer, address, range: undefined });
    const length = announcedLength(answer.response);
    requireBelow(download, length);
    await requireSpace(download.partial.path, length ?? 0);
    const validator = validatorOf(answer.response.headers);
    download.etag = validator?.header === 'etag' ? validator.value : undefined;
    const end = download.size ?? length ?? options.limits.downloadBytes;
    await store(download, answer, { start: 0, end });
    download.size ??= download.partial.ranges.total();
  });
}

export interface RangeRequest {
  readonly address: string;
  readonly range: ByteRange;
  readonly signal: AbortSignal;
}

/** Receives one range; `ignored` when the server sends the whole file instead. */
export function receiveRange(download: Download, request: RangeRequest): Promise<'received' | 'ignored'> {
  const { address, range, signal } = request;
  return ask(download, request, async (answer) => {
    if (check(download, { answer, address, range }) === 'whole') return 'ignored';
    await store(download, answer, range);
    await download.digest.catchUp((position) => download.partial.ranges.endFrom(position), signal);
    return 'received';
  });
}

/** Forgets what was received. */
export async function restart(download: Download): Promise<void> {
  await download.partial.restart();
  download.digest = download.digest.restarted();
}

interface AskInit extends Omit<RangeRequest, 'range'> {
  readonly range: ByteRange | undefined;
}

function ask<T>(
  { network, options, etag, job }: Download,
  { address, range, signal }: AskInit,
  use: (answer: OpenAnswer) => Promise<T>,
): Promise<T> {
  const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end - 1}` } : {};
  // Ranges of something else must not be put together; what has a digest is proven by it.
  if (range !== undefined && job.digest === undefined && etag !== undefined) headers['if-range'] = etag;
  return withAnswer(
    address,
    { ...options.limits, ...network, fetch: network.fetchStored, signal, headers },
    use,
  );
}

interface CheckInit {
  readonly answer: OpenAnswer;
  readonly address: string;
  readonly range: ByteRange | undefined;
}

function check({ size, options }: Download, { answer, address, range }: CheckInit): 'as-asked' | 'whole' {
  const { origin } = new URL(address);
  return checkAnswer(answer, { range, size, origin, now: options.clock.now() });
}

async function store(download: Download, answer: OpenAnswer, range: ByteRange): Promise<void> {
  const { partial, options, progress } = download;
  const { minBytesPerSecond, downloadBytes } = options.limits;
  let received = range.start;
  let written = range.start;
  const chunks = readBody(answer, {
    maxBytes: range.end - range.start,
    limitName: range.end === downloadBytes ? 'limits.downloadBytes' : 'what was asked for',
    minBytesPerSecond,
  });
  await writeBehind(partial.file, savingSometimes(chunks, partial), {
    start: range.start,
    onChunk(chunk) {
      download.digest.offer(received, chunk);
      received += chunk.length;
    },
    onWritten(bytes) {
      partial.ranges.add({ start: written, end: written + bytes });
      written += bytes;
      progress.report(partial.ranges.total(), download.size);
    },
  });
  const isWhole = download.size === undefined && announcedLength(answer.response) === undefined;
  if (!isWhole && written !== range.end) throw incompleteError(answer.url, written - range.start);
}

async function* savingSometimes(
  chunks: AsyncIterable<Uint8Array>,
  partial: PartialFile,
): AsyncGenerator<Uint8Array> {
  let saved = performance.now();
  for await (const chunk of chunks) {
    yield chunk;
    if (performance.now() - saved < SAVE_MILLISECONDS) continue;
    await partial.save();
    saved = performance.now();
  }
}

function requireBelow({ job, options }: Download, bytes: number | undefined): void {
  const { downloadBytes } = options.limits;
  if (bytes === undefined || bytes <= downloadBytes) return;
  throw new SourceFetchError({
    code: 'LIMIT',
    message: `'${redactUrl(job.url)}' has ${bytes} bytes, which is more than ${downloadBytes} (limits.downloadBytes).`,
    hint: 'Raise limits.downloadBytes if that is intended.',
  });
}

function incompleteError(url: URL, bytes: number): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(url.href)}': the connection ended after ${bytes} bytes, before all that was asked for.`,
    hint: 'Try again.',
    retryable: {},
  });
}
