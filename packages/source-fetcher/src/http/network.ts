import { redactUrl } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import { openTransport, type Transport } from './create-fetch.js';
import { type Authorize, createAuthorize } from './credentials.js';
import { createHostSlots, type HostSlots } from './host-slots.js';
import { mirroredUrls } from './mirrors.js';

/** How one call reaches the network. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  readonly authorize: Authorize;
  readonly slots: HostSlots;
  /** The addresses to ask for instead of this one, best first; itself when nothing else is said. */
  readonly addresses: (url: string) => readonly string[];
  readonly close: () => Promise<void>;
}

export function openNetwork(options: ResolvedOptions): Network {
  const { fetch, close } = transportOf(options);
  return {
    fetch,
    close,
    authorize: createAuthorize(options.credentials),
    slots: createHostSlots(options.concurrency.perHost),
    addresses: (url) => mirroredUrls(url, options.mirrors),
  };
}

/** A caller's own `fetch` stands in for everything. */
function transportOf(options: ResolvedOptions): Transport {
  if (options.fetch === undefined) return openTransport(options);
  return { fetch: options.fetch, close: async () => undefined };
}

/** An address whose prefix has mirrors, but none to ask. */
export function closedError(url: string): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `'${redactUrl(url)}' may not be asked for: its prefix has no replacement in the table of mirrors.`,
    hint: 'Add a replacement to the table of mirrors.',
  });
}
