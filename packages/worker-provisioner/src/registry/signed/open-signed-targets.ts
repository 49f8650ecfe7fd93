import { createHash } from 'node:crypto';
import path from 'node:path';
import { redactUrl } from '@rbee-internal/redact-url';
import type { TufClient, TufView } from '@rbee-internal/tuf/client';
import { isProvisionError, ProvisionError } from '../../errors.js';
import type { RegistryCallOptions } from '../call-options.js';
import type { HttpRegistryOptions } from '../http-registry-options.js';
import { createRegistryClient } from '../registry-client.js';
import { explainTufError } from './explain-tuf-error.js';

/** The signed files of a registry. */
export interface SignedTargets {
  /** What is signed now; while the registry is down, what was verified last. */
  refresh(call?: RegistryCallOptions): Promise<TufView>;
  /** Runs a question to a view, whose failures become this package's. */
  ask<T>(question: () => Promise<T>): Promise<T>;
}

export interface SignedPlace {
  /** The registry's base URL, which ends in a slash. */
  readonly base: URL;
  /** What to call it. */
  readonly origin: string;
  readonly options: HttpRegistryOptions;
}

/** @throws ProvisionError `INVALID_OPTIONS` without a folder */
export function openSignedTargets({ base, origin, options }: SignedPlace): SignedTargets {
  const folder = stateFolder(base, options);
  // Its own copies are of what was verified; those of the plain client are of anything.
  const plain = createRegistryClient(base, { ...options, cacheDir: undefined });
  const root = options.trustedRoot ?? '';
  let client: Promise<TufClient> | undefined;
  const open = async () => {
    const { createTufClient } = await import('@rbee-internal/tuf/client');
    return createTufClient({
      ...{ root, folder, isDown, now: options.now },
      get: (where, request) => plain.get(new URL(`tuf/${where}`, base), request),
    });
  };
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      throw explainTufError(error, origin);
    }
  };
  return {
    ask,
    async refresh({ signal, onEvent } = {}) {
      client ??= open();
      const opened = await client;
      const view = await ask(() => opened.refresh({ signal }));
      if (view.staleBecause instanceof Error)
        onEvent?.({
          type: 'registry-stale',
          origin: redactUrl(base.origin),
          fetchedAt: view.verifiedAt.toISOString(),
          reason: view.staleBecause.message,
        });
      return view;
    },
  };
}

function isDown(failure: unknown): boolean {
  return (
    isProvisionError(failure) &&
    (failure.code === 'REGISTRY_UNREACHABLE' || failure.code === 'REGISTRY_STATUS')
  );
}

/** A root that is trusted later begins at its start: what was verified by another says nothing. */
function stateFolder(base: URL, { trustDir, trustedRoot }: HttpRegistryOptions): string {
  if (trustDir === undefined)
    throw new ProvisionError({
      code: 'INVALID_OPTIONS',
      message: 'createHttpRegistry: trustedRoot needs trustDir, the folder for what was verified.',
      hint: 'Pass trustDir, too.',
    });
  const name = createHash('sha256').update(`${base.href}\n${trustedRoot}`).digest('hex').slice(0, 32);
  return path.join(trustDir, name);
}
