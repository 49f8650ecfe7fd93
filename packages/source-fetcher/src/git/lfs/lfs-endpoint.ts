/**
 * Where the content of a repository may be asked for, best first: what the repository's `.lfsconfig` says (`lfs.url`),
 * else below the addresses of the repository itself, by https where those are ssh
 * (https://github.com/git-lfs/git-lfs/blob/main/docs/api/server-discovery.md).
 */
export function lfsEndpoints(addresses: readonly string[], lfsConfig: string | undefined): readonly string[] {
  const own = lfsConfig === undefined ? undefined : urlIn(lfsConfig);
  if (own !== undefined) return isHttp(own) ? [own.replace(/\/+$/, '')] : [];
  return addresses.flatMap(endpointOf);
}

function endpointOf(address: string): readonly string[] {
  const web = /^ssh:/.test(address) && URL.canParse(address) ? fromSsh(new URL(address)) : address;
  if (!isHttp(web)) return [];
  const repository = web.replace(/\/+$/, '');
  return [`${repository}${repository.endsWith('.git') ? '' : '.git'}/info/lfs`];
}

function fromSsh({ hostname, pathname }: URL): string {
  return `https://${hostname}${pathname}`;
}

function isHttp(url: string): boolean {
  return /^https?:\/\//.test(url);
}

/** `url` of the section `lfs`, in the form of git-config(1). */
function urlIn(text: string): string | undefined {
  let section = '';
  let found: string | undefined;
  for (const line of text.split('\n')) {
    section = /^\s*\[([^\]]*)\]/.exec(line)?.[1]?.trim().toLowerCase() ?? section;
    const value = /^\s*(?:\[[^\]]*\]\s*)?url\s*=\s*"?([^"\s]+)"?\s*$/i.exec(line)?.[1];
    if (section === 'lfs' && value !== undefined) found = value;
  }
  return found;
}
