import type { FetchEvent } from '@rbee/source-fetcher';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { licensedCredentials, licenseOf } from '../license/license.js';
import type { ProvisionContext, SourceContext } from '../options/provisioner-options.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';

/** Who asks for sources, and for which worker. */
export interface SourceAsking {
  readonly context: SourceContext;
  readonly worker: WorkerMetadata;
  /** Where the worker comes from. */
  readonly registry: Pick<WorkerRegistry, 'trustOf'>;
  readonly onEvent?: ((event: FetchEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How the servers of a worker's sources are asked. */
export function sourceOptions({ context, worker, registry, onEvent, signal }: SourceAsking) {
  return {
    cacheDir: context.sourceCacheDir,
    env: fetchEnvironment(context.env),
    ...context.sources,
    credentials: licensedCredentials(licenseOf(worker, registry, context), context.sources?.credentials),
    fetch: context.fetch,
    onEvent,
    signal,
  };
}

/** What git, hg, svn and bzr may see of the environment: where things are, how to sign in to ssh, and the proxies. */
const FETCH_VARIABLES = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'LANG', 'LC_ALL', 'LC_CTYPE'],
  ...['SSH_AUTH_SOCK', 'GIT_SSH', 'GIT_SSH_COMMAND', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
];

/** Anything else may be a secret, and stays here: a licence token above all. */
export function fetchEnvironment(env: ProvisionContext['env']): Record<string, string | undefined> {
  return Object.fromEntries(FETCH_VARIABLES.map((name) => [name, env[name]]));
}
