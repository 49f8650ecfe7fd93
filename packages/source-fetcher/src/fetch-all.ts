import { redactUrl } from '@rbee-internal/redact-url';
import type { FetchContext, FetchedContent } from './fetchers/fetcher.js';
import { pickFetcher } from './pick-fetcher.js';
import type { SourceRequest } from './types.js';

/** Fetches every source, a few at once, and answers in the order given. The first failure cancels the others. */
export async function fetchAll(
  requests: readonly SourceRequest[],
  context: FetchContext,
): Promise<FetchedContent[]> {
  const group = new AbortController();
  const shared = { ...context, signal: AbortSignal.any([context.signal, group.signal]) };
  const contents: FetchedContent[] = [];
  const failures: unknown[] = [];
  const queue = requests.entries();
  const work = async () => {
    for (const [index, request] of queue) {
      if (shared.signal.aborted) return;
      try {
        contents[index] = await fetchOne(request, shared);
      } catch (error) {
        failures.push(error);
        group.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: context.concurrency.total }, work));
  context.signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return contents;
}

async function fetchOne(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const { name, url } = request.source;
  context.emit({ type: 'source-start', name, url: redactUrl(url) });
  const content = await pickFetcher(request.source)(request, context);
  context.emit({ type: 'source-verified', name, verified: content.verified });
  return content;
}
