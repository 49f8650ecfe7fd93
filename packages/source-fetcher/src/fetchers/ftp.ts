import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { keyOf } from '../cache/layout.js';
import { withLock } from '../cache/lock.js';
import { addObject, findByDigest } from '../cache/store.js';
import { isSourceFetchError, SourceFetchError } from '../errors.js';
import { createDigester, type Digests, verifyDigests, wantedAlgorithms } from '../integrity/integrity.js';
import { writeBehind } from '../place/write-behind.js';
import { streamProgram } from '../programs/run-program.js';
import { createProgressReporter } from '../progress.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

/** A download by the system's curl, from where no library of ours goes. */
export async function fetchFtp(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const { checksums, source } = request;
  const claim = (file: string) => context.use.add(file);
  const { cache, signal } = context;
  return withLock({ cache, key: keyOf(source.url), signal }, async () => {
    const found = await findByDigest(context.cache, { checksums, signal: context.signal, claim });
    const { path: file, digests } = found ?? (await download(request, context));
    return { type: 'file', path: file, sha256: digests.sha256, verified: verifyDigests(request, digests) };
  });
}

/** @throws SourceFetchError `INVALID_SOURCE` */
export function parseFtpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'ftp:' && url.username === '' && url.password === '' && url.hostname !== '')
    return url;
  throw new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `'${redactUrl(text)}' is not an ftp address without credentials.`,
    hint: 'Write it as ftp://host/path.',
  });
}

async function download(
  request: SourceRequest,
  context: FetchContext,
): Promise<{ path: string; digests: Digests }> {
  const { source } = request;
  if (context.offline) throw offlineError(request);
  const [address] = context.network.addresses(source.url);
  if (address === undefined) throw offlineError(request);
  await mkdir(context.cache.temporary, { recursive: true });
  const partial = path.join(context.cache.temporary, randomBytes(8).toString('hex'));
  try {
    const digests = await save(parseFtpUrl(address), partial, { request, context });
    verifyDigests(request, digests);
    context.signal.throwIfAborted();
    const file = await addObject(partial, digests, context.cache);
    await context.use.add(file);
    return { path: file, digests };
  } finally {
    await rm(partial, { force: true });
  }
}

interface SaveInit {
  readonly request: SourceRequest;
  readonly context: FetchContext;
}

async function save(url: URL, partial: string, { request, context }: SaveInit): Promise<Digests> {
  const { limits, env, signal } = context;
  const digester = createDigester(wantedAlgorithms(request.checksums));
  const progress = createProgressReporter(request.source.name, context.emit);
  const args = ['--disable', '--silent', '--show-error', '--fail', '--proto', '=ftp', '--url', url.href];
  const file = await open(partial, 'wx', 0o644);
  let received = 0;
  try {
    const bytes = streamProgram('curl', args, { env, signal, stallMilliseconds: limits.stallMilliseconds });
    await writeBehind(file, bytes, {
      onChunk: (chunk) => {
        received += chunk.length;
        if (received > limits.downloadBytes) throw limitError(url, limits.downloadBytes);
        digester.update(chunk);
      },
      onWritten: () => progress.report(received, undefined),
    });
    progress.finish();
  } catch (error) {
    throw isSourceFetchError(error) && error.code === 'PROGRAM_FAILED' ? unreachableError(url, error) : error;
  } finally {
    await file.close();
  }
  if ((await stat(partial)).size !== received) throw new TypeError('The download was not written in full.');
  return digester.digests();
}

function offlineError({ source }: SourceRequest): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `'${showForeign(source.name)}' is not in the cache, and nothing may be asked for: '${redactUrl(source.url)}'.`,
    hint: 'Fetch it once with the network, or put the file beside the PKGBUILD.',
  });
}

function limitError(url: URL, limit: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${redactUrl(url.href)}' is larger than ${limit} bytes (limits.downloadBytes).`,
    hint: 'Raise limits.downloadBytes if that is intended.',
  });
}

function unreachableError(url: URL, cause: SourceFetchError): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(url.href)}' could not be fetched: ${cause.message}`,
    hint: 'Check the address and the connection, then try again.',
    cause,
  });
}
