import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git';
import { SourceFetchError } from '../../errors.js';
import type { FetchContext } from '../../fetchers/fetcher.js';
import { readBody } from '../../http/read-body.js';
import { type OpenAnswer, withAnswer } from '../../http/request.js';
import { isRetryableStatus } from '../../http/retry.js';
import type { ProgressReporter } from '../../progress.js';
import { readPackAnswer } from './pack-answer.js';

/** isomorphic-git's way to the network, bounded by our rules. */
export interface GuardedGitHttp {
  readonly client: HttpClient;
  /** What a request failed with; isomorphic-git may hide or change what is thrown through it. */
  readonly failure: { readonly thrown: unknown } | undefined;
}

const REF_LISTING = '/info/refs?service=git-upload-pack';

export interface GitHttpInit {
  readonly context: FetchContext;
  readonly progress: ProgressReporter;
  /** The most bytes that are held in memory, where another backend could do without. */
  readonly maxPackBytes?: number | undefined;
}

/** What a fetch fails with when another backend had better do it. */
export class BackendUnfitError extends Error {
  override readonly name = 'BackendUnfitError';
}

interface Buffered {
  readonly url: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly chunks: readonly Uint8Array[];
}

/**
 * A client that returns whole bodies, so that a broken connection is an error of the request and nothing
 * waits for the rest. The ref listing is asked for once and then repeated, so that a server cannot show one
 * list to be checked and another to be fetched. A redirect of the listing moves the whole repository; no
 * other request may be redirected (as git's `http.followRedirects=initial`).
 */
export function createGitHttp({ context, progress, maxPackBytes }: GitHttpInit): GuardedGitHttp {
  const state: { failure: { thrown: unknown } | undefined; received: number } = {
    failure: undefined,
    received: 0,
  };
  let listing: Buffered | undefined;

  async function request(asked: GitHttpRequest): Promise<GitHttpResponse> {
    try {
      const isListing = asked.url.endsWith(REF_LISTING);
      const answer = (isListing ? listing : undefined) ?? (await exchange(asked, isListing));
      if (isListing) listing = answer;
      return responseOf(answer);
    } catch (thrown) {
      state.failure ??= { thrown };
      throw new Error('The request failed.', { cause: thrown });
    }
  }

  async function exchange(asked: GitHttpRequest, isListing: boolean): Promise<Buffered> {
    const body = asked.body === undefined ? undefined : await collect(asked.body);
    const options = {
      ...context.limits,
      ...context.network,
      signal: context.signal,
      headers: asked.headers,
      body,
    };
    return withAnswer(isListing ? asked.url : movedUrl(asked.url), options, async (answer) => {
      assertAnswer(answer, isListing);
      const chunks: Uint8Array[] = [];
      const maxBytes = context.limits.downloadBytes - state.received;
      for await (const chunk of readBody(answer, { maxBytes, limitName: 'limits.downloadBytes' })) {
        chunks.push(chunk);
        state.received += chunk.length;
        progress.report(state.received, undefined);
        if (maxPackBytes !== undefined && state.received > maxPackBytes) throw new BackendUnfitError();
      }
      if (!isListing) assertWholePack(chunks, answer.url);
      const headers = Object.fromEntries(answer.response.headers);
      return { url: answer.url.href, status: answer.response.status, headers, chunks };
    });
  }

  function movedUrl(url: string): string {
    if (listing === undefined) return url;
    return listing.url.slice(0, -REF_LISTING.length) + url.slice(url.lastIndexOf('/'));
  }

  return {
    client: { request },
    get failure() {
      return state.failure;
    },
  };
}

function responseOf({ url, status, headers, chunks }: Buffered): GitHttpResponse {
  return { url, statusCode: status, statusMessage: '', headers, body: eachOf(chunks) };
}

function assertAnswer({ response, url }: OpenAnswer, isListing: boolean): void {
  const shown = redactUrl(url.href);
  if (response.status !== 200) {
    throw new SourceFetchError({
      code: 'HTTP_STATUS',
      message: `'${shown}' answered with status ${response.status}, but 200 was expected.`,
      refusal: { origin: url.origin, status: response.status },
      hint: 'Check the address of the repository; a private one needs credentials.',
      ...(isRetryableStatus(response.status) ? { retryable: {} } : {}),
    });
  }
  if (isListing && !url.href.endsWith(REF_LISTING)) {
    throw new SourceFetchError({
      code: 'REDIRECT',
      message: `The repository redirects to '${shown}', which is not a repository.`,
      hint: 'Write the final address in the PKGBUILD.',
    });
  }
}

/** isomorphic-git takes the end of an answer for the end of the pack, and does not show what a server says. */
function assertWholePack(chunks: readonly Uint8Array[], url: URL): void {
  const { isWhole, isRefusal, words } = readPackAnswer(chunks);
  if (isWhole && !isRefusal) return;
  const said = words === '' ? '' : ` The server says: ${showForeign(words)}`;
  throw new SourceFetchError({
    code: isRefusal ? 'GIT_FAILED' : 'UNREACHABLE',
    message: `'${redactUrl(url.href)}' ${isRefusal ? 'failed to send the repository' : 'ended the repository early'}.${said}`,
    hint: 'Try again later, or ask a mirror.',
    // What a server does not have, it will not have the next time.
    ...(/not our ref/.test(words) ? {} : { retryable: {} }),
  });
}

async function collect(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* eachOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* chunks;
}
