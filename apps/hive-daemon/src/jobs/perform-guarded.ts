import os from 'node:os';
import { DEFAULT_REGISTRY_URL, type PerformOptions, WorkerCatalog } from '@rbee/worker-catalog';
import type { InstallResult, OperationEvent, WorkerUpgrade } from '@rbee/worker-catalog/operations';
import type { WorkerInstall } from '../api/operations.js';
import { DaemonError } from '../errors.js';
import type { AddressGuardOptions } from '../network/address-guard.js';
import { createGuardedFetch } from '../network/guarded-fetch.js';
import { proxiesOf } from '../network/proxies-of.js';

export interface GuardInit {
  readonly catalog: WorkerCatalog;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly allowPrivateAddresses: boolean;
  /** How addresses are found and judged. @default the system's way; the public internet's are allowed */
  readonly addresses?: Pick<AddressGuardOptions, 'isAllowed' | 'lookup'> | undefined;
}

/** How a foreign recipe's sources may be fetched: by what goes through the guarded fetch. A file beside the recipe may be one, too. */
const ALLOWED_PROTOCOLS: ReadonlySet<string> = new Set(['http', 'https', 'git+http', 'git+https']);

/**
 * Installs or upgrades from the place of a recipe that a request named. Unless private addresses are allowed, every request, the
 * sources' included, may only go to the public internet, through the proxies of `env` where there are any, and none
 * carries what the catalog knows of credentials.
 */
export async function performGuarded(
  operation: WorkerInstall | WorkerUpgrade,
  options: PerformOptions,
  init: GuardInit,
): Promise<InstallResult> {
  const { signal } = options;
  const onEvent = (event: OperationEvent) => {
    if (event.type === 'source-start') checkProtocol(event.url);
    options.onEvent?.(event);
  };
  if (init.allowPrivateAddresses) return init.catalog.perform(operation, { ...options, onEvent });
  const stopping = new AbortController();
  const onAbort = () => stopping.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  let refusal: DaemonError | undefined;
  const guarded = createGuardedFetch({
    ...init.addresses,
    proxy: proxiesOf(init.env),
    onForbidden: (error) => {
      refusal ??= error;
      // Not from within the request itself: undici cannot be aborted while it connects.
      setImmediate(() => stopping.abort(error));
    },
  });
  try {
    const catalog = await openGuarded(init, guarded.fetch);
    return await catalog.perform(operation, { ...options, onEvent, signal: stopping.signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw refusal ?? error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await guarded.close();
  }
}

/** The same catalog, but no credentials or mirrors, and all requests through this fetch, which knows the proxies. */
async function openGuarded(
  { catalog, env }: GuardInit,
  fetch: typeof globalThis.fetch,
): Promise<WorkerCatalog> {
  return WorkerCatalog.open({
    root: catalog.root,
    keepVersions: catalog.keepVersions,
    // A recipe from a URL is its own registry: this one is never asked.
    registry: DEFAULT_REGISTRY_URL,
    fetch,
    sources: { git: 'embedded' },
    hardware: await catalog.hardware(),
    process: {
      env: withoutProxies(env),
      homeDir: os.homedir(),
      platform: process.platform,
      arch: process.arch,
    },
  });
}

function withoutProxies(env: GuardInit['env']): GuardInit['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/_proxy$/i.test(name)));
}

/** A file beside the recipe has a plain name. */
function checkProtocol(url: string): void {
  const [, protocol = 'a path'] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url) ?? [];
  if (!/[/:]/.test(url) || ALLOWED_PROTOCOLS.has(protocol.toLowerCase())) return;
  throw new DaemonError({
    code: 'FORBIDDEN_ADDRESS',
    message: `The recipe has a source of the protocol ${protocol}, which a recipe from a URL may not use.`,
    hint: 'Offer the source over https, or install from a folder on the machine itself.',
  });
}
