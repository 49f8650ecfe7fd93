import { redactUrl } from '@rbee-internal/redact-url';
import { openTransport, type TransportOptions } from '@rbee-internal/system/transport';
import { SourceFetchError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import { type Authorize, createAuthorize } from './credentials.js';
import { createHostSlots, type HostSlots } from './host-slots.js';
import { type Asked, mirroredUrls } from './mirrors.js';

/** How one call reaches the network. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** The same, but a body that came with a content coding is kept as it is stored. */
  readonly fetchStored: typeof globalThis.fetch;
  readonly authorize: Authorize;
  readonly slots: HostSlots;
  /** The addresses to ask for instead of this one, best first; itself when nothing else is said. */
  readonly addresses: (url: string, asked?: Asked) => readonly string[];
  readonly close: () => Promise<void>;
}

export function openNetwork(options: ResolvedOptions): Network {
  return {
    ...transportsOf(options),
    authorize: createAuthorize(options.credentials),
    slots: createHostSlots(options.concurrency.perHost),
    addresses: (url, asked) => mirroredUrls(url, options.mirrors, asked),
  };
}

/** A caller's own `fetch` replaces all of this. */
function transportsOf(options: ResolvedOptions): Pick<Network, 'fetch' | 'fetchStored' | 'close'> {
  const { fetch: own, proxy, extraCertificates, limits } = options;
  if (own !== undefined) return { fetch: own, fetchStored: own, close: async () => undefined };
  const { stallMilliseconds, deadlineMilliseconds } = limits;
  const later = stallMilliseconds + 1000;
  const shared: TransportOptions = {
    proxy,
    extraCertificates,
    // Requests have their own, with words of their own; these are for what should get past them.
    limits: { headersMilliseconds: later, stallMilliseconds: later, deadlineMilliseconds },
  };
  const decoding = openTransport(shared);
  const storing = openTransport({ ...shared, contentCodings: 'keep' });
  return {
    fetch: decoding.fetch,
    fetchStored: storing.fetch,
    close: async () => void (await Promise.all([decoding.close(), storing.close()])),
  };
}

/** An address whose prefix has mirrors, but none to ask. */
export function closedError(url: string): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `'${redactUrl(url)}' may not be asked for: its prefix has no replacement in the table of mirrors.`,
    hint: 'Add a replacement to the table of mirrors.',
  });
}
