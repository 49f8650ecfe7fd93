import { openTransport } from '@rbee-internal/system/transport';

/**
 * Performs requests where no `fetch` is passed: without a proxy, and not by Node's own, which an answer that is
 * compressed several times ends together with the process.
 */
export const defaultFetch: typeof globalThis.fetch = openTransport().fetch;
