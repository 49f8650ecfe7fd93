import { type Credentials, isSourceFetchError } from '@rbee/source-fetcher';
import { ProvisionError } from './errors.js';
import type { WorkerMetadata } from './types.js';

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
 * The credentials with the licence token among them: for the origins that the worker's entry names, and no other.
 * Nobody else sees it after a redirect either.
 */
export function licensedCredentials(
  worker: WorkerMetadata,
  token: string | undefined,
  credentials: Credentials | undefined,
): Credentials | undefined {
  if (!worker.requiresLicense || token === undefined) return credentials;
  const licensed = Object.fromEntries(worker.licenseOrigins.map((origin) => [origin, token]));
  return { ...credentials, tokens: { ...credentials?.tokens, ...licensed } };
}

/** What to throw instead of `error` when a server refused the licence token; else `error` itself. */
export function explainRefusal(worker: WorkerMetadata, error: unknown): unknown {
  if (!worker.requiresLicense || !isSourceFetchError(error) || error.refusal === undefined) return error;
  const { origin, status } = error.refusal;
  const refused = worker.licenseOrigins.includes(origin) && (status === 401 || status === 403);
  return refused ? licenseRefused(worker, { origin, status, cause: error }) : error;
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
