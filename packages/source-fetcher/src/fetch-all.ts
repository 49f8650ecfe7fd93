import { redactUrl } from '@rbee-internal/redact-url';
import { mapAtOnce } from '@rbee-internal/system/time';
import type { FetchContext, FetchedContent } from './fetchers/fetcher.js';
import { pickFetcher } from './fetchers/pick-fetcher.js';
import type { SourceRequest } from './types.js';

/** Fetches every source, a few at once, and returns results in the order given. The first failure cancels the others. */
export function fetchAll(
  requests: readonly SourceRequest[],
  context: FetchContext,
): Promise<FetchedContent[]> {
  const { concurrency, signal } = context;
  return mapAtOnce(requests, { concurrency: concurrency.total, signal }, (request, shared) =>
    fetchOne(request, { ...context, signal: shared }),
  );
}

async function fetchOne(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const { name, url } = request.source;
  context.emit({ type: 'source-start', name, url: redactUrl(url) });
  const content = await pickFetcher(request.source)(request, context);
  context.emit({ type: 'source-verified', name, verified: content.verified });
  return content;
}
