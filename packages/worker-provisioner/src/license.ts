import { ProvisionError } from './errors.js';
import type { WorkerMetadata } from './types.js';

type Fetch = typeof globalThis.fetch;

/** Why the worker cannot be had without a licence, or `undefined` when it can. */
export function licenseProblem(
  worker: WorkerMetadata,
  token: string | undefined,
): ProvisionError | undefined {
  if (!worker.requiresLicense || token !== undefined) return undefined;
  return new ProvisionError({
    code: 'LICENSE_REQUIRED',
    message: `${worker.id} needs a licence token.`,
    hint: 'Set RBEE_LICENSE_TOKEN to the token you were given.',
  });
}

/**
 * A `fetch` that sends the licence token to the origins that the worker's entry names and nowhere else. Redirects
 * are followed by the caller, one call a hop, so another origin never sees it.
 */
export function licensedFetch(worker: WorkerMetadata, token: string | undefined, fetch: Fetch): Fetch {
  if (!worker.requiresLicense || token === undefined) return fetch;
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!worker.licenseOrigins.includes(url.origin)) return fetch(input, init);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set('authorization', `Bearer ${token}`);
    return fetch(input, { ...init, headers, redirect: 'manual' });
  };
}
