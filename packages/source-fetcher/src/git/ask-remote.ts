import type { Source } from '@rbee/pkgbuild-parser';
import { isSourceFetchError, type SourceFetchErrorCode } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import { closedError } from '../http/network.js';
import { withRetry } from '../http/retry.js';
import type { RemoteRefs } from './backends/backend.js';
import { assertSafeRefs } from './pick-ref.js';

/** One question to a remote, at one of its addresses. */
export type Ask = (url: string) => Promise<RemoteRefs>;

const MIRROR_MAY_HELP: ReadonlySet<SourceFetchErrorCode> = new Set([
  'UNREACHABLE',
  'HTTP_STATUS',
  'REDIRECT',
  'GIT_FAILED',
]);

/** Asks a source's remote at each of its addresses until one answers, each as often as the options say. */
export async function askRemote(source: Source, context: FetchContext, ask: Ask): Promise<RemoteRefs> {
  const addresses = context.network.addresses(source.remote, 'repository');
  for (const [index, address] of addresses.entries()) {
    try {
      return await askPatiently(source, context, () => ask(address.replace(/\/+$/, '')));
    } catch (error) {
      context.signal.throwIfAborted();
      const isLast = index === addresses.length - 1;
      if (isLast || !isSourceFetchError(error) || !MIRROR_MAY_HELP.has(error.code)) throw error;
    }
  }
  throw closedError(source.remote);
}

function askPatiently(
  source: Source,
  context: FetchContext,
  ask: () => Promise<RemoteRefs>,
): Promise<RemoteRefs> {
  const init = {
    retry: context.retry,
    clock: context.clock,
    signal: context.signal,
    onRetry: (facts: { attempt: number; milliseconds: number; reason: string }) =>
      context.emit({ type: 'source-retry', name: source.name, ...facts }),
  };
  return withRetry(init, async () => {
    const refs = await ask();
    assertSafeRefs(refs, source);
    return refs;
  });
}
