import { keyOf } from '../cache/layout.js';
import { claimPartial, type Partial } from '../cache/partial.js';
import {
  addObject,
  openObject,
  readIndexEntry,
  type VerifiedObject,
  writeIndexEntry,
} from '../cache/store.js';
import { isSourceFetchError, type SourceFetchErrorCode } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import { verifyDigests } from '../integrity/integrity.js';
import { createProgressReporter } from '../progress.js';
import type { SourceRequest } from '../types.js';
import { closedError } from './network.js';
import { withRetry } from './retry.js';
import { openTransfer, type Received, receive, restart, resumableBytes, type Transfer } from './transfer.js';

/** Failures after which another mirror may do better. */
const MIRROR_MAY_HELP: ReadonlySet<SourceFetchErrorCode> = new Set([
  'UNREACHABLE',
  'HTTP_STATUS',
  'REDIRECT',
  'CONTENT_ENCODING',
  'CHECKSUM_MISMATCH',
]);

/**
 * Downloads a source and gives it its final name in the cache once it is verified. What a broken download left
 * is resumed; when the whole turns out wrong, it is fetched again from the first byte.
 */
export async function downloadToCache(
  request: SourceRequest,
  context: FetchContext,
): Promise<VerifiedObject> {
  const partial = await claimPartial(keyOf(request.source.url), context.cache);
  try {
    const object = await tryAddresses(request, { partial, context });
    await partial.drop();
    return object;
  } catch (error) {
    // What a later call can resume is kept; nothing that was refused is.
    const isBroken = context.signal.aborted || (isSourceFetchError(error) && error.retryable !== undefined);
    await (isBroken ? partial.keep() : partial.drop());
    throw error;
  }
}

interface DownloadInit {
  readonly partial: Partial;
  readonly context: FetchContext;
}

async function tryAddresses(
  request: SourceRequest,
  { partial, context }: DownloadInit,
): Promise<VerifiedObject> {
  const addresses = context.network.addresses(request.source.url);
  const progress = createProgressReporter(request.source.name, context.emit);
  const transfer = await openTransfer({ request, partial, context, progress });
  for (const [index, address] of addresses.entries()) {
    try {
      return await downloadFrom(address, request, { transfer, context });
    } catch (error) {
      context.signal.throwIfAborted();
      const isLast = index === addresses.length - 1;
      if (isLast || !isSourceFetchError(error) || !MIRROR_MAY_HELP.has(error.code)) throw error;
    }
  }
  throw closedError(request.source.url);
}

interface FromInit {
  readonly transfer: Transfer;
  readonly context: FetchContext;
}

async function downloadFrom(
  address: string,
  request: SourceRequest,
  { transfer, context }: FromInit,
): Promise<VerifiedObject> {
  const received = await receiveVerified(address, request, { transfer, context });
  if (received.type === 'unchanged') return received.object;
  const { digests, etag, lastModified } = received;
  context.signal.throwIfAborted();
  const fetchedAt = Date.now();
  const target = await addObject(transfer.partial.file, digests, context.cache);
  await context.use.add(target);
  await writeIndexEntry(
    request.source.url,
    { sha256: digests.sha256, etag, lastModified, fetchedAt },
    context.cache,
  );
  return { path: target, digests };
}

type Outcome =
  | Extract<Received, { type: 'complete' }>
  | { readonly type: 'unchanged'; readonly object: VerifiedObject };

async function receiveVerified(
  address: string,
  request: SourceRequest,
  { transfer, context }: FromInit,
): Promise<Outcome> {
  for (;;) {
    const received = await receiveWithRetry(address, request, { transfer, context });
    if (received.type === 'unchanged') {
      const object = await reopen(request, context);
      if (object !== undefined) return { type: 'unchanged', object };
      transfer.cached = undefined;
      continue;
    }
    try {
      verifyDigests(request, received.digests);
      return received;
    } catch (error) {
      await restart(transfer);
      if (!received.wasResumed) throw error;
    }
  }
}

function receiveWithRetry(
  address: string,
  { source }: SourceRequest,
  { transfer, context }: FromInit,
): Promise<Received> {
  const init = {
    retry: context.retry,
    clock: context.clock,
    signal: context.signal,
    progress: () => resumableBytes(transfer),
    onRetry: (facts: { attempt: number; milliseconds: number; reason: string }) =>
      context.emit({ type: 'source-retry', name: source.name, ...facts }),
  };
  return withRetry(init, () => receive(transfer, address));
}

/** The cached content that the server says it still has. */
async function reopen(
  { source, checksums }: SourceRequest,
  context: FetchContext,
): Promise<VerifiedObject | undefined> {
  const entry = await readIndexEntry(source.url, context.cache);
  const claim = (file: string) => context.use.add(file);
  return entry && openObject(context.cache, entry.sha256, { checksums, signal: context.signal, claim });
}
