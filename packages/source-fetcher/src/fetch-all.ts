import { redactUrl } from '@rbee-internal/redact-url';
import type { FetchContext, FetchedContent } from './fetchers/fetcher.js';
import { mapAtOnce } from './map-at-once.js';
import { pickFetcher } from './pick-fetcher.js';
import type { SourceRequest } from './types.js';

/** Fetches every source, a few at once, and answers in the order given. The first failure cancels the others. */
export function fetchAll(
  requests: readonly SourceRequest[],
  context: FetchContext,
): Promise<FetchedContent[]> {
  return mapAtOnce(requests, context, fetchOne);
}

async function fetchOne(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const { name, url } = request.source;
  context.emit({ type: 'source-start', name, url: redactUrl(url) });
  const content = await pickFetcher(request.source)(request, context);
  context.emit({ type: 'source-verified', name, verified: content.verified });
  return content;
}
