import type { Fetcher } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { checkDocument } from './check-document.js';
import { TufError } from './errors.js';
import type { SignalOption, TufClientOptions } from './types.js';

/** What stands before the path of metadata in the URLs that the library asks for; nothing is ever asked there. */
export const METADATA_BASE = 'https://repository.invalid/metadata/';

/** Fetches metadata for the library, which turns some failures into text: here they are kept as they were. */
export interface MetadataFetcher extends Fetcher {
  /** What failed, other than that something was missing. */
  failure: unknown;
  /** The last path that was missing. */
  missing: string | undefined;
  /** Whose signal counts now. */
  signal: AbortSignal | undefined;
}

export function createMetadataFetcher(
  get: TufClientOptions['get'],
  { signal }: SignalOption,
): MetadataFetcher {
  const fetcher: MetadataFetcher = {
    failure: undefined,
    missing: undefined,
    signal,
    async downloadBytes(url, maxBytes) {
      const path = `metadata/${url.slice(METADATA_BASE.length)}`;
      try {
        fetcher.signal?.throwIfAborted();
        const { status, body } = await get(path, { maxBytes, signal: fetcher.signal });
        if (status === 200) {
          checkDocument(body, path);
          return Buffer.from(body);
        }
        throw status === 404 || status === 403
          ? new DownloadHTTPError('missing', status)
          : oddStatus(path, status);
      } catch (error) {
        if (error instanceof DownloadHTTPError) fetcher.missing = path;
        else fetcher.failure = error;
        throw error;
      }
    },
    downloadFile: () => Promise.reject(new TypeError('Targets are not fetched by the library.')),
  };
  return fetcher;
}

function oddStatus(path: string, status: number): TufError {
  return new TufError({
    code: 'ANSWER_INVALID',
    message: `The server answered ${status} to ${path}, where signed metadata was expected.`,
    hint: 'Check the address, or ask who runs the registry.',
  });
}
