import { open } from 'node:fs/promises';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { askedPause, keptContentEncoding } from '@rbee-internal/system/transport';
import type { Partial, Validator } from '../cache/partial.js';
import { type IndexEntry, readIndexEntry } from '../cache/store.js';
import { SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import {
  addFile,
  createDigester,
  type Digester,
  type Digests,
  mismatches,
  wantedAlgorithms,
} from '../integrity/integrity.js';
import { writeBehind } from '../place/write-behind.js';
import type { ProgressReporter } from '../progress.js';
import type { SourceRequest } from '../types.js';
import { announcedLength, contentEncoding, readBody } from './read-body.js';
import { type OpenAnswer, withAnswer } from './request.js';
import { requireSpace } from './require-space.js';
import { isRetryableStatus } from './retry.js';
import { contentRangeOf, validatorOf } from './validator.js';

export type Received =
  | {
      readonly type: 'complete';
      readonly digests: Digests;
      /** Whether it was put together from more than one answer. */
      readonly wasResumed: boolean;
      readonly etag: string | undefined;
      readonly lastModified: string | undefined;
    }
  /** The server still has what the cache holds. */
  | { readonly type: 'unchanged' };

/** One download, over as many tries and addresses as it takes. */
export interface Transfer {
  readonly partial: Partial;
  readonly context: FetchContext;
  readonly progress: ProgressReporter;
  readonly request: SourceRequest;
  /** Of the bytes that are in the partial file. */
  digester: Digester;
  /** What they can be resumed by. */
  validator: Validator | undefined;
  received: number;
  wasResumed: boolean;
  /** What the server is asked whether it still has; nothing when it is to send it again. */
  cached: IndexEntry | undefined;
}

/** Takes up what is there of a download. Without a digest to prove the whole, no other process's bytes are built upon. */
export async function openTransfer(
  init: Pick<Transfer, 'request' | 'partial' | 'context' | 'progress'>,
): Promise<Transfer> {
  const { request, partial, context } = init;
  const digester = createDigester(wantedAlgorithms(request.checksums));
  const start = { ...init, digester, validator: undefined, received: 0, wasResumed: false };
  if (isUnproven(request)) {
    await partial.restart(undefined);
    return { ...start, cached: await readIndexEntry(request.source.url, context.cache) };
  }
  const validator = await partial.validator();
  const isUseful = validator !== undefined && (await partial.size()) > 0;
  if (!isUseful) {
    await partial.restart(undefined);
    return { ...start, cached: undefined };
  }
  const received = await addFile(digester, partial.file, context.signal);
  return { ...start, validator, received, wasResumed: true, cached: undefined };
}

/** Bytes that the next try need not ask for. */
export function resumableBytes({ validator, received }: Transfer): number {
  return validator === undefined ? 0 : received;
}

export async function restart(transfer: Transfer, validator?: Validator): Promise<void> {
  await transfer.partial.restart(validator);
  transfer.digester = createDigester(wantedAlgorithms(transfer.request.checksums));
  transfer.validator = validator;
  transfer.received = 0;
  transfer.wasResumed = false;
}

/** One try: asks for what is missing, or for everything when that cannot be had. */
export async function receive(transfer: Transfer, address: string): Promise<Received> {
  const { context, request } = transfer;
  if (transfer.validator === undefined) await restart(transfer);
  const isWhole =
    transfer.received > 0 &&
    !isUnproven(request) &&
    mismatches(request.checksums, transfer.digester.digests()).length === 0;
  if (isWhole) return complete(transfer);
  const headers = rangeHeaders(transfer);
  const { network, limits, signal } = context;
  const options = { ...limits, ...network, fetch: network.fetchStored, signal, headers };
  return withAnswer(address, options, (answer) => take(transfer, answer));
}

function isUnproven({ checksums }: SourceRequest): boolean {
  return wantedAlgorithms(checksums).length === 0;
}

function rangeHeaders({ received, validator, cached }: Transfer): Record<string, string> {
  if (received > 0 && validator !== undefined)
    return { range: `bytes=${received}-`, 'if-range': validator.value };
  if (cached?.etag !== undefined) return { 'if-none-match': cached.etag };
  return cached?.lastModified === undefined ? {} : { 'if-modified-since': cached.lastModified };
}

async function take(transfer: Transfer, answer: OpenAnswer): Promise<Received> {
  const { status, headers } = answer.response;
  if (transfer.received === 0) {
    if (status === 304 && transfer.cached !== undefined) return { type: 'unchanged' };
    assertUsable(answer, transfer.context);
    await restart(transfer, validatorOf(headers));
  } else if (status === 200) {
    assertUsable(answer, transfer.context);
    await restart(transfer, validatorOf(headers));
  } else if (continues(transfer, answer)) transfer.wasResumed = true;
  else {
    if (status !== 206 && status !== 416) assertUsable(answer, transfer.context);
    await restart(transfer);
    throw changedError(answer);
  }
  await append(transfer, answer);
  return complete(transfer, answer);
}

/** Whether the answer is what comes after the bytes that are there, of the same content. */
function continues({ received, validator }: Transfer, { response }: OpenAnswer): boolean {
  if (response.status !== 206 || contentEncoding(response) !== undefined) return false;
  if (contentRangeOf(response.headers)?.first !== received) return false;
  const now = response.headers.get('etag');
  return validator?.header !== 'etag' || now === null || now === validator.value;
}

async function append(transfer: Transfer, answer: OpenAnswer): Promise<void> {
  const { partial, context, progress } = transfer;
  const encoding = keptContentEncoding(answer.response);
  if (encoding !== undefined)
    context.emit({
      type: 'content-encoding',
      name: transfer.request.source.name,
      encoding: showForeign(encoding),
    });
  const length = announcedLength(answer.response);
  const wholeLength = length === undefined ? undefined : transfer.received + length;
  const total = contentRangeOf(answer.response.headers)?.total ?? wholeLength;
  const shownLimit = context.limits.downloadBytes;
  const maxBytes = shownLimit - transfer.received;
  if (length !== undefined && length <= maxBytes) await requireSpace(partial.file, length);
  const file = await open(partial.file, 'a', 0o644);
  try {
    const { minBytesPerSecond } = context.limits;
    const limitName = 'limits.downloadBytes';
    const chunks = readBody(answer, { maxBytes, limitName, shownLimit, minBytesPerSecond });
    await writeBehind(file, chunks, {
      onChunk: (chunk) => transfer.digester.update(chunk),
      onWritten: (bytes) => {
        transfer.received += bytes;
        progress.report(transfer.received, total);
      },
    });
    progress.finish();
  } finally {
    await file.close();
  }
  if (total !== undefined && transfer.received !== total)
    throw incompleteError(answer, { received: transfer.received, total });
}

function complete({ digester, wasResumed }: Transfer, answer?: OpenAnswer): Received {
  const header = (name: string) => answer?.response.headers.get(name) ?? undefined;
  return {
    type: 'complete',
    digests: digester.digests(),
    wasResumed,
    etag: header('etag'),
    lastModified: header('last-modified'),
  };
}

function assertUsable({ response, url }: OpenAnswer, { clock }: FetchContext): void {
  const shown = redactUrl(url.href);
  if (response.status !== 200) {
    const after = askedPause(response.headers, clock.now());
    throw new SourceFetchError({
      code: 'HTTP_STATUS',
      message: `'${shown}' answered with status ${response.status}, but 200 was expected.`,
      refusal: { origin: url.origin, status: response.status },
      hint: response.status === 404 ? 'Check the URL in the PKGBUILD: the file may have moved.' : undefined,
      ...(isRetryableStatus(response.status) ? { retryable: { afterMilliseconds: after } } : {}),
    });
  }
  const encoding = contentEncoding(response);
  if (encoding === undefined) return;
  throw new SourceFetchError({
    code: 'CONTENT_ENCODING',
    message: `'${shown}' came with content-encoding '${showForeign(encoding)}', which the fetch in use may have undone.`,
    hint: 'The checksum is of the stored bytes. Use another mirror, or no fetch of your own.',
  });
}

function changedError({ url }: OpenAnswer): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(url.href)}' has other content than when its download began.`,
    hint: 'Try again.',
    retryable: {},
  });
}

function incompleteError(
  { url }: OpenAnswer,
  { received, total }: { received: number; total: number },
): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(url.href)}': the connection ended after ${received} of ${total} bytes.`,
    hint: 'Try again.',
    retryable: {},
  });
}
