import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { announcedLength, contentEncoding, readBody } from '../http/read-body.js';
import { type OpenAnswer, withAnswer } from '../http/request.js';
import {
  createDigester,
  type Digests,
  digestFile,
  mismatches,
  verifyDigests,
  wantedAlgorithms,
} from '../integrity.js';
import { createProgressReporter } from '../progress.js';
import { requirePathInside } from '../source-name.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

/**
 * A plain download into the cache folder. A file that is there already and has every digest asked for is
 * used without a request. The bytes go to a partial file of our own and get the final name once verified.
 */
export async function fetchHttp(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const target = requirePathInside(context.cacheDir, request.source.name);
  const digests =
    (await cachedDigests(target, request, context)) ?? (await download(target, request, context));
  return { type: 'file', path: target, sha256: digests.sha256, verified: verifyDigests(request, digests) };
}

/** The digests of the cached file, when they prove that it is the one asked for. */
async function cachedDigests(
  target: string,
  { checksums }: SourceRequest,
  { signal }: FetchContext,
): Promise<Digests | undefined> {
  if (wantedAlgorithms(checksums).length === 0 || !(await isRegularFile(target))) return undefined;
  const digests = await digestFile(target, { checksums, signal });
  return mismatches(checksums, digests).length === 0 ? digests : undefined;
}

async function isRegularFile(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isFile();
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

async function download(target: string, request: SourceRequest, context: FetchContext): Promise<Digests> {
  const partial = `${target}.${randomBytes(4).toString('hex')}.part`;
  const options = { ...context.limits, fetch: context.fetch, signal: context.signal };
  try {
    const digests = await withAnswer(request.source.url, options, (answer) =>
      save(answer, partial, { request, context }),
    );
    verifyDigests(request, digests);
    context.signal.throwIfAborted();
    await rename(partial, target);
    return digests;
  } finally {
    await rm(partial, { force: true });
  }
}

interface SaveInit {
  readonly request: SourceRequest;
  readonly context: FetchContext;
}

async function save(answer: OpenAnswer, partial: string, { request, context }: SaveInit): Promise<Digests> {
  assertUsable(answer);
  const digester = createDigester(wantedAlgorithms(request.checksums));
  const progress = createProgressReporter(request.source.name, context.emit);
  const total = announcedLength(answer.response);
  const limit = { maxBytes: context.limits.downloadBytes, limitName: 'limits.downloadBytes' };
  const file = await open(partial, 'wx', 0o644);
  try {
    let received = 0;
    for await (const chunk of readBody(answer, limit)) {
      digester.update(chunk);
      await file.writeFile(chunk);
      received += chunk.length;
      progress.report(received, total);
    }
    progress.finish();
    await file.sync();
  } finally {
    await file.close();
  }
  return digester.digests();
}

function assertUsable({ response, url }: OpenAnswer): void {
  const shown = redactUrl(url.href);
  if (response.status !== 200) {
    throw new SourceFetchError({
      code: 'HTTP_STATUS',
      message: `'${shown}' answered with status ${response.status}, but 200 was expected.`,
      hint: response.status === 404 ? 'Check the URL in the PKGBUILD: the file may have moved.' : undefined,
    });
  }
  const encoding = contentEncoding(response);
  if (encoding === undefined) return;
  throw new SourceFetchError({
    code: 'CONTENT_ENCODING',
    message: `'${shown}' came with content-encoding '${showForeign(encoding)}', but the stored bytes were asked for.`,
    hint: 'The checksum is of the stored bytes. Use another mirror.',
  });
}
