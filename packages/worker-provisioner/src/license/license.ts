import { type Credentials, isSourceFetchError } from '@rbee/source-fetcher';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { trustIn } from '../registry/trust.js';
import type { RegistryTrust, WorkerRegistry } from '../registry/worker-registry.js';
import { isPrivateOrigin } from './origins.js';

/** An origin that a worker's entry names for the licence token. */
export interface LicenseOrigin {
  readonly origin: string;
  /** Whose word it is that the origin may have the token; with `none` it does not get it, and nothing is installed. */
  readonly trustedBy: 'user' | 'registry' | 'none';
}

/** Who vouches for origins. */
export interface LicenseTrust {
  /** What the user trusts. */
  readonly licenseOrigins: readonly string[];
  /** What the registry that the worker comes from is trusted with. */
  readonly registry: RegistryTrust;
}

/** The origins that want the licence token for a worker, and which of them get it; none when it needs no licence. */
export function licenseOriginsOf(worker: WorkerMetadata, trust: LicenseTrust): readonly LicenseOrigin[] {
  if (!worker.requiresLicense) return [];
  return worker.licenseOrigins.map((origin) => ({ origin, trustedBy: truster(origin, trust) }));
}

function truster(origin: string, { licenseOrigins, registry }: LicenseTrust): LicenseOrigin['trustedBy'] {
  if (!isPrivateOrigin(origin)) return 'none';
  if (licenseOrigins.includes(origin)) return 'user';
  const named = registry.licenseOrigins;
  return named === 'any' || named.includes(origin) ? 'registry' : 'none';
}

/** What is known of a worker's licence. */
export interface License {
  readonly token: string | undefined;
  readonly origins: readonly LicenseOrigin[];
}

/** The licence of a worker that comes from a registry. */
export function licenseOf(
  worker: WorkerMetadata,
  registry: Pick<WorkerRegistry, 'trustOf'>,
  { licenseToken, licenseOrigins }: Pick<ProvisionContext, 'licenseToken' | 'licenseOrigins'>,
): License {
  const trust = { licenseOrigins, registry: trustIn(registry, worker) };
  return { token: licenseToken, origins: licenseOriginsOf(worker, trust) };
}

/** Why the worker cannot be had without a licence or another's trust, or `undefined` when it can. */
export function licenseProblem(
  worker: WorkerMetadata,
  { token, origins }: License,
): ProvisionError | undefined {
  if (!worker.requiresLicense) return undefined;
  if (token === undefined) {
    return new ProvisionError({
      code: 'LICENSE_REQUIRED',
      message: `${worker.id} needs a licence token.`,
      hint: 'Set RBEE_LICENSE_TOKEN to the token you were given.',
    });
  }
  const untrusted = origins.flatMap(({ origin, trustedBy }) => (trustedBy === 'none' ? [origin] : []));
  if (untrusted.length === 0) return undefined;
  return new ProvisionError({
    code: 'LICENSE_ORIGIN_UNTRUSTED',
    message: `${worker.id} wants your licence token to be sent to ${untrusted.join(', ')}, which no one you trust has named.`,
    hint: untrusted.every(isPrivateOrigin)
      ? 'If you want that, name it in licenseOrigins; nothing was sent.'
      : 'Ask for a worker whose downloads come by https: a token is sent over nothing else.',
    origins: untrusted,
  });
}

/** The credentials with the licence token among them, for the trusted origins. No other server gets it, also not by a redirect. */
export function licensedCredentials(
  { token, origins }: License,
  credentials: Credentials | undefined,
): Credentials | undefined {
  const trusted = origins.filter(({ trustedBy }) => trustedBy !== 'none');
  if (token === undefined || trusted.length === 0) return credentials;
  const licensed = Object.fromEntries(trusted.map(({ origin }) => [origin, token]));
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
