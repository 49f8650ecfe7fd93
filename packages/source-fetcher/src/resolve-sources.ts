import type { Source } from '@rbee/pkgbuild-parser';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { mapAtOnce } from '@rbee-internal/system/time';
import { SourceFetchError } from './errors.js';
import { withContext } from './fetch-sources.js';
import type { FetchContext } from './fetchers/fetcher.js';
import { askRemote } from './git/ask-remote.js';
import { parseGitTarget } from './git/git-target.js';
import { pickBackends, tryBackends } from './git/pick-backend.js';
import { pickRef } from './git/pick-ref.js';
import { transportOf } from './git/remote.js';
import { createProgressReporter } from './progress.js';
import type { FetchSourcesOptions } from './types.js';

/** Options of `resolveSources`: what of those of `fetchSources` decides how a server is asked. */
export interface ResolveSourcesOptions
  extends Pick<
    FetchSourcesOptions,
    | 'clock'
    | 'concurrency'
    | 'credentials'
    | 'env'
    | 'extraCertificates'
    | 'fetch'
    | 'git'
    | 'limits'
    | 'mirrors'
    | 'offline'
    | 'onEvent'
    | 'proxy'
    | 'retry'
    | 'signal'
  > {
  /** An existing folder, such as that of `fetchSources`. A private one is in it while the call runs; nothing stays. */
  readonly cacheDir: string;
}

/** What a source stands for now. */
export interface ResolvedSource {
  readonly source: Source;
  /** The commit that it would be checked out at; only of git sources that follow a branch or the remote's HEAD. */
  readonly commit?: string;
}

/**
 * Asks what the branches of git sources name now, in the order given, without fetching anything. Only sources
 * that follow a branch or the remote's HEAD are asked for; every other one is returned without a commit.
 * @throws SourceFetchError `OFFLINE`, `GIT_REF_NOT_FOUND` and others; the signal's own reason when cancelled
 * @example
 * const [{ commit }] = await resolveSources([parseSource('git+https://example.org/a.git#branch=main')], { cacheDir });
 */
export async function resolveSources(
  sources: readonly Source[],
  options: ResolveSourcesOptions,
): Promise<ResolvedSource[]> {
  const { cacheDir } = options;
  if (!sources.some(isMoving)) {
    options.signal?.throwIfAborted();
    return sources.map((source) => ({ source }));
  }
  return withContext([], { ...options, startDir: cacheDir, srcDir: cacheDir }, (context) =>
    mapAtOnce(
      sources,
      { concurrency: context.concurrency.total, signal: context.signal },
      async (source, signal) =>
        isMoving(source) ? { source, commit: await commitOf(source, { ...context, signal }) } : { source },
    ),
  );
}

function isMoving(source: Source): boolean {
  if (source.protocol !== 'git') return false;
  const { type } = parseGitTarget(source);
  return type === 'default' || type === 'branch';
}

async function commitOf(source: Source, context: FetchContext): Promise<string> {
  const transport = transportOf(source, context.network.addresses(source.remote, 'repository'));
  if (context.offline) throw offlineError(source);
  const progress = createProgressReporter(source.name, () => undefined);
  const nowhere = { name: source.name, folder: context.stagingDir };
  const backends = await pickBackends(nowhere, { context, progress, transport });
  const refs = await tryBackends(backends, (backend) =>
    askRemote(source, context, (url) => backend.listRefs(nowhere, url)),
  );
  return pickRef(parseGitTarget(source), refs, source).revision;
}

function offlineError({ name, remote }: Source): SourceFetchError {
  return new SourceFetchError({
    code: 'OFFLINE',
    message: `What '${showForeign(name)}' is now cannot be known, for nothing may be asked for: '${redactUrl(remote)}'.`,
    hint: 'Ask again with the network.',
  });
}
