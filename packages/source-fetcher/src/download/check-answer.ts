import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { askedPause } from '@rbee-internal/system/transport';
import { SourceFetchError } from '../errors.js';
import { announcedLength, contentEncoding } from '../http/read-body.js';
import type { OpenAnswer } from '../http/request.js';
import { isRetryableStatus } from '../http/retry.js';
import { contentRangeOf } from '../http/validator.js';
import type { ByteRange } from './byte-ranges.js';

/** Statuses with which a server behind a redirect says that the signed address has expired. */
const EXPIRED = [401, 403, 404, 410];

export interface Expected {
  /** What was asked for; `undefined` for the whole file. */
  readonly range: ByteRange | undefined;
  /** Of the whole file. */
  readonly size: number | undefined;
  /** The origin that was asked first: another one was redirected to. */
  readonly origin: string;
  readonly now: number;
}

/**
 * Refuses an answer that does not have the bytes that were asked for.
 * @returns whether it has the range, or the whole file although a range was asked for
 * @throws SourceFetchError `HTTP_STATUS`, `CONTENT_ENCODING`, `UNREACHABLE`
 */
export function checkAnswer(answer: OpenAnswer, expected: Expected): 'as-asked' | 'whole' {
  const { response, url } = answer;
  const { range, size } = expected;
  const wanted = range === undefined ? 200 : 206;
  if (response.status !== wanted && response.status !== 200) throw statusError(answer, expected);
  const encoding = contentEncoding(response);
  if (encoding !== undefined) throw encodingError(url, encoding);
  const found = contentRangeOf(response.headers);
  const total = response.status === 206 ? found?.total : announcedLength(response);
  if (total !== undefined && size !== undefined && total !== size) throw sizeError(url, { total, size });
  if (response.status !== wanted) return 'whole';
  if (range !== undefined && found?.first !== range.start) throw otherRangeError(url);
  return 'as-asked';
}

function statusError({ response, url }: OpenAnswer, { origin, now }: Expected): SourceFetchError {
  const { status, headers } = response;
  const isRetryable = isRetryableStatus(status) || (url.origin !== origin && EXPIRED.includes(status));
  return new SourceFetchError({
    code: 'HTTP_STATUS',
    message: `'${redactUrl(url.href)}' returned status ${status}, but the file was expected.`,
    hint: status === 404 ? 'Check the URL: the file may have moved.' : undefined,
    refusal: { origin: url.origin, status, errorCode: errorCodeOf(headers) },
    ...(isRetryable ? { retryable: { afterMilliseconds: askedPause(headers, now) } } : {}),
  });
}

function errorCodeOf(headers: Headers): string | undefined {
  return /^[\w-]{1,64}$/.exec(headers.get('x-error-code') ?? '')?.[0];
}

function encodingError(url: URL, encoding: string): SourceFetchError {
  return new SourceFetchError({
    code: 'CONTENT_ENCODING',
    message: `'${redactUrl(url.href)}' came with content-encoding '${showForeign(encoding)}', which the fetch in use may have undone.`,
    hint: 'Use another mirror, or no fetch of your own.',
  });
}

function sizeError(url: URL, { total, size }: { total: number; size: number }): SourceFetchError {
  return new SourceFetchError({
    code: 'CHECKSUM_MISMATCH',
    message: `'${redactUrl(url.href)}' has ${total} bytes, but ${size} were expected.`,
    hint: 'The file changed at its origin. Look it up again, then try again.',
  });
}

function otherRangeError(url: URL): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `'${redactUrl(url.href)}' sent another part of the file than was asked for.`,
    hint: 'Try again.',
    retryable: {},
  });
}
