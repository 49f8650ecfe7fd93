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

/** Fetches a worker's sources with its licence. */
export interface LicensedFetch {
  readonly fetch: Fetch;
  /** What to throw instead of `error` when a server refused the token; else `error` itself. */
  explain(error: unknown): unknown;
}

/**
 * Sends the licence token to the origins that the worker's entry names and nowhere else. Redirects are followed by the
 * caller, one call a hop, so another origin never sees it.
 */
export function licensedFetch(
  worker: WorkerMetadata,
  token: string | undefined,
  fetch: Fetch,
): LicensedFetch {
  if (!worker.requiresLicense || token === undefined) return { fetch, explain: (error) => error };
  let refusal: { readonly origin: string; readonly status: number } | undefined;

  async function fetchWithToken(input: Parameters<Fetch>[0], init?: RequestInit): Promise<Response> {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    if (!worker.licenseOrigins.includes(origin)) return fetch(input, init);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(input, { ...init, headers, redirect: 'manual' });
    if (response.status === 401 || response.status === 403) refusal = { origin, status: response.status };
    return response;
  }

  return {
    fetch: fetchWithToken,
    explain: (cause) => (refusal === undefined ? cause : licenseRefused(worker, { ...refusal, cause })),
  };
}

function licenseRefused(
  worker: WorkerMetadata,
  { origin, status, cause }: { readonly origin: string; readonly status: number; readonly cause: unknown },
): ProvisionError {
  return new ProvisionError({
    code: 'LICENSE_REFUSED',
    message: `${origin} refused the licence token for ${worker.id}: it answered ${status}.`,
    hint: 'Check that the token is still valid, and that it is for this worker.',
    cause,
  });
}
