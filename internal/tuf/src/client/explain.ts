import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { DownloadHTTPError, ExpiredMetadataError } from 'tuf-js/dist/error.js';
import { TufError } from './errors.js';
import type { MetadataFetcher } from './metadata-fetcher.js';

/** Why the library failed, in our words: what its fetcher met, else what its own error says. */
export function explainFailure(error: unknown, fetcher: MetadataFetcher): unknown {
  if (fetcher.signal?.aborted) return fetcher.signal.reason;
  if (fetcher.failure !== undefined) return fetcher.failure;
  const text = messageOf(error);
  if (error instanceof DownloadHTTPError || /Failed to download|: missing$/.test(text))
    return notSigned(fetcher);
  if (error instanceof ExpiredMetadataError || /is expired$/.test(text)) return expired(text, error);
  return new TufError({
    code: 'UNTRUSTED',
    message: `The signed metadata is refused: ${showForeign(text.replace(/^Unable to load (\w+) metadata error|^Unable to load (\w+) error/, '$1$2:'))}.`,
    hint: 'Someone may be answering in place of the registry. Ask who runs it before you try again.',
    cause: error,
  });
}

/** @param what a sentence's beginning, such as `timestamp.json expired on …` */
export function expired(what: string, cause?: unknown): TufError {
  return new TufError({
    code: 'EXPIRED',
    message: `The signed metadata is refused: ${what}; this machine takes it to be ${new Date().toISOString()}.`,
    hint: 'Check the clock. When it is right, the registry is held at an old state, or its owner has to sign it again.',
    cause,
  });
}

function notSigned({ missing }: MetadataFetcher): TufError {
  return new TufError({
    code: 'NOT_SIGNED',
    message: `The registry has no ${missing ?? 'signed metadata'}, though its root is trusted here.`,
    hint: 'A mirror may have left the signatures out. Ask who runs the registry.',
  });
}
