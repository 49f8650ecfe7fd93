import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { HOP_HEADERS } from '@rbee-internal/system/transport';
import { z } from 'zod';
import { SourceFetchError } from '../../errors.js';
import type { FetchContext } from '../../fetchers/fetcher.js';
import { readBody } from '../../http/read-body.js';
import { type OpenAnswer, withAnswer } from '../../http/request.js';
import { isRetryableStatus } from '../../http/retry.js';
import type { LfsPointer } from './find-lfs-pointers.js';

/** Where a server has an object, or why it does not. */
export type LfsPlace =
  | { readonly href: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly refusal: string };

/** As many objects as servers take in one request. */
export const LFS_BATCH_SIZE = 100;
const MEDIA_TYPE = 'application/vnd.git-lfs+json';
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The answer of the batch API (https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md), as far as it matters. */
const Answer = z.object({
  transfer: z.literal('basic').optional(),
  hash_algo: z.literal('sha256').optional(),
  objects: z.array(
    z.object({
      oid: z.string(),
      actions: z
        .object({
          download: z
            .object({ href: z.string(), header: z.record(z.string(), z.string()).optional() })
            .optional(),
        })
        .optional(),
      error: z.object({ code: z.number(), message: z.string().optional() }).optional(),
    }),
  ),
});

/** Of the headers that a server names, those that are the connection's own are not sent. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  ...HOP_HEADERS,
  'accept-encoding',
  'content-length',
  'cookie',
  'expect',
  'host',
  'if-range',
  'range',
]);

/**
 * Asks a Git LFS server where it has these objects.
 *
 * @throws SourceFetchError `HTTP_STATUS`, `UNREACHABLE`, `REDIRECT`, `LIMIT`, `GIT_FAILED` for an answer of another form
 */
export async function askLfsServer(
  endpoint: string,
  pointers: readonly LfsPointer[],
  context: FetchContext,
): Promise<ReadonlyMap<string, LfsPlace>> {
  const objects = pointers.map(({ oid, bytes }) => ({ oid, size: bytes }));
  const body = JSON.stringify({ operation: 'download', transfers: ['basic'], objects, hash_algo: 'sha256' });
  const options = {
    ...context.limits,
    ...context.network,
    signal: context.signal,
    headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
    body: Buffer.from(body),
  };
  return withAnswer(`${endpoint}/objects/batch`, options, readPlaces);
}

async function readPlaces(answer: OpenAnswer): Promise<ReadonlyMap<string, LfsPlace>> {
  requireSuccess(answer);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBody(answer, { maxBytes: MAX_ANSWER_BYTES, limitName: 'the answer' }))
    chunks.push(chunk);
  const read = Answer.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
  if (!read.success) throw formError(answer.url);
  return new Map(read.data.objects.map((object) => [object.oid, placeOf(object)]));
}

function placeOf({ actions, error }: z.infer<typeof Answer>['objects'][number]): LfsPlace {
  const download = actions?.download;
  if (error !== undefined || download === undefined)
    return { refusal: `it has no such object (${error?.code ?? 404}${saidBy(error?.message)})` };
  return { href: download.href, headers: sendable(download.header ?? {}) };
}

function saidBy(message: string | undefined): string {
  return message === undefined ? '' : `: ${showForeign(message)}`;
}

function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(
    named.filter(
      ([name, value]) =>
        /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value) && !OWN_HEADERS.has(name),
    ),
  );
}

function requireSuccess({ response, url }: OpenAnswer): void {
  const { status } = response;
  if (status === 200) return;
  throw new SourceFetchError({
    code: 'HTTP_STATUS',
    message: `'${redactUrl(url.href)}' answered with status ${status}, but 200 was expected.`,
    refusal: { origin: url.origin, status },
    ...(isRetryableStatus(status) ? { retryable: {} } : {}),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formError(url: URL): SourceFetchError {
  return new SourceFetchError({
    code: 'GIT_FAILED',
    message: `'${redactUrl(url.href)}' does not answer as a Git LFS server does.`,
  });
}
