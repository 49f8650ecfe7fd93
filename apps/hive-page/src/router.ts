/** Where in the page one is. The address is `#/…`, so that the daemon serves one document only. */
export type Route =
  | { readonly view: 'workers' }
  | { readonly view: 'worker'; readonly id: string }
  | { readonly view: 'models' }
  | { readonly view: 'installed' }
  | { readonly view: 'processes' }
  | { readonly view: 'process'; readonly id: string }
  | { readonly view: 'jobs' }
  | { readonly view: 'job'; readonly id: string }
  | { readonly view: 'machine' }
  | { readonly view: 'fleet' }
  | { readonly view: 'unknown' };

const LISTS = { workers: 'worker', processes: 'process', jobs: 'job' } as const;

/** The view that a `location.hash` names; one that names nothing is `unknown`. */
export function parseRoute(hash: string): Route {
  const [address = ''] = hash.replace(/^#\/?/, '').split('?', 1);
  const parts = address.split('/');
  const [list = '', id] = parts;
  if (list === '') return { view: 'workers' };
  if (parts.length === 1 && isView(list)) return { view: list };
  const detail = Object.hasOwn(LISTS, list) ? LISTS[list as keyof typeof LISTS] : undefined;
  const decoded = id === undefined ? undefined : decode(id);
  if (parts.length !== 2 || detail === undefined || !decoded) return { view: 'unknown' };
  return { view: detail, id: decoded };
}

const PLAIN_VIEWS = ['workers', 'models', 'installed', 'processes', 'jobs', 'machine', 'fleet'] as const;

function isView(name: string): name is (typeof PLAIN_VIEWS)[number] {
  return (PLAIN_VIEWS as readonly string[]).includes(name);
}

/** What follows the `?` of a `location.hash`: filters, what is searched for, which tab is open. */
export function parseQuery(hash: string): URLSearchParams {
  const start = hash.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : hash.slice(start + 1));
}

/** The address with a part of its query changed; what is empty is left out. */
export function withQuery(hash: string, changes: Readonly<Record<string, string>>): string {
  const query = parseQuery(hash);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') query.delete(name);
    else query.set(name, value);
  }
  const [address = ''] = hash.split('?', 1);
  return query.size === 0 ? address : `${address}?${query}`;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape names nothing.
    return undefined;
  }
}

export function workerLink(id: string): string {
  return `#/workers/${encodeURIComponent(id)}`;
}

export function jobLink(id: string): string {
  return `#/jobs/${encodeURIComponent(id)}`;
}

export function processLink(id: string): string {
  return `#/processes/${encodeURIComponent(id)}`;
}
