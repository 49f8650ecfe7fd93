/** Where in the page one is. The address is `#/…`, so that the daemon serves one document only. */
export type Route =
  | { readonly view: 'workers' }
  | { readonly view: 'worker'; readonly id: string }
  | { readonly view: 'installed' }
  | { readonly view: 'processes' }
  | { readonly view: 'process'; readonly id: string }
  | { readonly view: 'jobs' }
  | { readonly view: 'job'; readonly id: string }
  | { readonly view: 'machine' }
  | { readonly view: 'unknown' };

const LISTS = { workers: 'worker', processes: 'process', jobs: 'job' } as const;

/** The view that a `location.hash` names; one that names nothing is `unknown`. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, '').split('/');
  const [list = '', id] = parts;
  if (list === '') return { view: 'workers' };
  if (parts.length === 1 && isView(list)) return { view: list };
  const detail = Object.hasOwn(LISTS, list) ? LISTS[list as keyof typeof LISTS] : undefined;
  const decoded = id === undefined ? undefined : decode(id);
  if (parts.length !== 2 || detail === undefined || !decoded) return { view: 'unknown' };
  return { view: detail, id: decoded };
}

function isView(name: string): name is 'workers' | 'installed' | 'processes' | 'jobs' | 'machine' {
  return ['workers', 'installed', 'processes', 'jobs', 'machine'].includes(name);
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
