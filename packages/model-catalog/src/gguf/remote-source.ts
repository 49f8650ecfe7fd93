import { httpGet } from '@rbee/source-fetcher';
import type { ByteSource } from './byte-source.js';

/** How a server is asked for parts of a file. */
export interface RemoteSourceOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
  /** Sent to the URL's own origin alone. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the whole file. */
  readonly size: number | undefined;
}

/** The bytes of a file on a server that has ranges. */
export function remoteSource(name: string, url: string, options: RemoteSourceOptions): ByteSource {
  const { fetch, signal, headers, size } = options;
  return {
    name,
    size,
    async read(offset, length) {
      if (length <= 0) return new Uint8Array();
      const range = { first: offset, last: offset + length - 1 };
      const answer = await httpGet(url, { fetch, signal, headers, range, maxBytes: offset + length });
      if (answer.status === 206) return answer.body.subarray(0, length);
      // Without ranges, the whole file came, no longer than what was wanted.
      return answer.status === 200 ? answer.body.subarray(offset, offset + length) : new Uint8Array();
    },
  };
}
