import type { SourceProvenance } from '@rbee/artifact-catalog';
import type { FetchedSource } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';

/** What is recorded of a source. */
export function sourceProvenance({ source, digest, commit, signedBy }: FetchedSource): SourceProvenance {
  return {
    url: redactUrl(source.url),
    ...(digest !== undefined && { digest }),
    ...(commit !== undefined && { commit }),
    ...(signedBy !== undefined && { signedBy }),
  };
}
