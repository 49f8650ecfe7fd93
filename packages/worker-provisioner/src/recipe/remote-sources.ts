import type { RecipePlan } from '@rbee/aur-arch';
import type { Source } from '@rbee/pkgbuild-parser';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import { mayBeThisMachine } from '../license/origins.js';
import type { RegistryTrust } from '../registry/worker-registry.js';

/** Schemes that lead to another machine, after the name of a version control is taken off. */
const REMOTE_SCHEMES: ReadonlySet<string> = new Set([
  ...['http', 'https', 'ftp', 'ftps', 'sftp', 'scp', 'rsync'],
  ...['git', 'ssh', 'git+ssh', 'svn', 'svn+ssh', 'bzr', 'bzr+ssh', 'lp'],
]);

/**
 * Why a recipe may not have its sources: one from elsewhere may name files that come with it and servers elsewhere, but
 * nothing of this machine, such as `git+file:///…`. `undefined` when it may.
 */
export function localSourceProblem(
  { sources }: Pick<RecipePlan, 'sources'>,
  { localSources }: RegistryTrust,
): ProvisionError | undefined {
  if (localSources === 'files') return undefined;
  const found = sources.find(({ source }) => !isAllowed(source, localSources));
  if (found === undefined) return undefined;
  const { name, url } = found.source;
  return new ProvisionError({
    code: 'LOCAL_SOURCE',
    message: `The source ${JSON.stringify(showForeign(name))} is ${redactUrl(url)}, on this machine, which a recipe from elsewhere may not read.`,
    hint: 'Read the recipe, and install it from a folder of your own if it is to have that.',
  });
}

/** @throws ProvisionError `LOCAL_SOURCE` */
export function requireRemoteSources(plan: Pick<RecipePlan, 'sources'>, trust: RegistryTrust): void {
  const problem = localSourceProblem(plan, trust);
  if (problem !== undefined) throw problem;
}

function isAllowed({ protocol, remote }: Source, localSources: RegistryTrust['localSources']): boolean {
  if (protocol === 'local') return true;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(remote)?.[1]?.toLowerCase();
  if (scheme === undefined || !REMOTE_SCHEMES.has(scheme)) return false;
  if (scheme === 'lp') return true;
  if (!URL.canParse(remote)) return false;
  const { hostname } = new URL(remote);
  return hostname !== '' && (localSources === 'servers' || !mayBeThisMachine(hostname));
}
