import type { HttpAnswer } from '@rbee/source-fetcher';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';

/** What was asked, for the message. */
export interface Asked {
  readonly repository: string;
  readonly hasToken: boolean;
}

/** Why the API does not answer: a limit, a token that is missing or not good enough, or nothing there. */
export function refusalOf(answer: HttpAnswer, asked: Asked): ProvisionError {
  return (
    limited(answer, asked) ??
    unauthorized(answer, asked) ??
    notFound(answer, asked) ??
    new ProvisionError({
      code: 'REGISTRY_STATUS',
      message: `${redactUrl(answer.url)} answered ${answer.status}${said(answer)}.`,
      hint: 'Try again later.',
    })
  );
}

function limited(answer: HttpAnswer, { hasToken }: Asked): ProvisionError | undefined {
  const { status, headers, url } = answer;
  if (status !== 429 && status !== 403) return undefined;
  const isSecondary = headers.has('retry-after') || /secondary rate limit/i.test(said(answer));
  const isSpent = headers.get('x-ratelimit-remaining') === '0';
  if (status === 403 && !isSecondary && !isSpent) return undefined;
  const isOwn = isSpent && !hasToken;
  return new ProvisionError({
    code: 'RATE_LIMITED',
    message: `${redactUrl(url)} answers no more requests from here ${untilWhen(headers)}${isSpent ? '' : ': too many came at once'}.`,
    hint: isOwn ? 'Wait, or pass a token: its limit is higher.' : 'Wait until then.',
  });
}

function unauthorized(answer: HttpAnswer, { repository, hasToken }: Asked): ProvisionError | undefined {
  const { status, headers, url } = answer;
  if (status !== 401 && status !== 403) return undefined;
  const sso = /\burl=(https:\/\/[^\s;]+)/.exec(headers.get('x-github-sso') ?? '')?.[1];
  return new ProvisionError({
    code: 'ACCESS_REFUSED',
    message:
      status === 401
        ? `${redactUrl(url)} does not accept the token${said(answer)}.`
        : `${redactUrl(url)} refuses access to ${repository}${said(answer)}.`,
    hint: hintFor({ status, sso, isSso: headers.has('x-github-sso'), hasToken }),
  });
}

interface Refused {
  readonly status: number;
  readonly sso: string | undefined;
  readonly isSso: boolean;
  readonly hasToken: boolean;
}

function hintFor({ status, sso, isSso, hasToken }: Refused): string {
  if (isSso)
    return `Authorize the token for the organisation's single sign-on${sso === undefined ? '' : ` at ${redactUrl(sso)}`}.`;
  if (status === 401) return 'It has expired, or was revoked or mistyped: pass another one.';
  return hasToken ? 'Give the token the right to read the repository.' : 'Pass a token that may read it.';
}

function notFound({ status, url }: HttpAnswer, { repository, hasToken }: Asked): ProvisionError | undefined {
  if (status !== 404) return undefined;
  return new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `${repository} has no such release: ${redactUrl(url)} answered 404.`,
    hint: hasToken
      ? 'Check the repository and the tag, and that the token may read a private one.'
      : 'Check the repository and the tag; a private repository needs a token.',
  });
}

/** The API's own sentence. */
function said({ body }: HttpAnswer): string {
  try {
    const { message } = JSON.parse(Buffer.from(body).toString('utf8')) as { readonly message?: unknown };
    return typeof message === 'string' && message !== '' ? `: ${showForeign(message.slice(0, 300))}` : '';
  } catch {
    // Not JSON: the status says what there is to say.
    return '';
  }
}

function untilWhen(headers: Headers): string {
  const retryAfter = Number(headers.get('retry-after'));
  if (retryAfter > 0) return `for ${retryAfter} s`;
  const reset = Number(headers.get('x-ratelimit-reset'));
  return reset > 0 && reset < 1e11 ? `until ${new Date(reset * 1000).toISOString()}` : 'for a while';
}
