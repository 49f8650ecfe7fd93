import type { Source } from '../types.js';

/** Version control, whose entries may carry a fragment and a query. */
const versionControl: ReadonlySet<string> = new Set(['bzr', 'fossil', 'git', 'hg', 'svn']);

/** Those whose address makepkg also cuts at `?`. */
const hasQueryCut: ReadonlySet<string> = new Set(['fossil', 'git']);

/**
 * Takes one entry of a `source` array apart by makepkg's own string rules (`get_url`, `get_protocol`,
 * `get_filename`, `get_uri_fragment`, `get_uri_query`), odd results included. Never throws.
 * @example
 * ```ts
 * parseSource('tool::git+https://example.org/tool.git#tag=v1');
 * // { protocol: 'git', name: 'tool', remote: 'https://example.org/tool.git', fragment: 'tag=v1', … }
 * ```
 */
export function parseSource(entry: string): Source {
  const url = after(entry, '::') ?? entry;
  const protocol = protocolOf(entry, url);
  const fragment = fragmentOf(entry);
  const query = queryOf(entry);
  return {
    entry,
    protocol,
    name: before(entry, '::') ?? nameFrom(entry, protocol),
    url,
    remote: versionControl.has(protocol) ? remoteOf(url, protocol) : url,
    ...(fragment !== undefined && { fragment }),
    ...(query !== undefined && { query }),
  };
}

function protocolOf(entry: string, url: string): string {
  if (entry.includes('://')) {
    const scheme = before(url, '://') ?? url;
    return before(scheme, '+') ?? scheme;
  }
  if (entry.includes('lp:')) return before(url, '+lp:') ?? url;
  return 'local';
}

function nameFrom(entry: string, protocol: string): string {
  if (!versionControl.has(protocol)) return afterLast(entry, '/');
  const path = cutFrom(cutFrom(entry, '#'), '?').replace(/\/$/, '');
  const last = afterLast(path, '/');
  if (protocol === 'bzr') return after(last, 'lp:') ?? last;
  if (protocol === 'fossil') return `${last}.fossil`;
  return protocol === 'git' ? cutFrom(last, '.git') : last;
}

function fragmentOf(entry: string): string | undefined {
  const fragment = after(entry, '#');
  return fragment === undefined ? undefined : cutFromLast(fragment, '?');
}

function queryOf(entry: string): string | undefined {
  const query = after(entry, '?');
  return query === undefined ? undefined : cutFromLast(query, '#');
}

function remoteOf(url: string, protocol: string): string {
  const keepsPrefix = /^(?:bzr|svn)\+ssh/.test(url);
  const address = cutFrom(url, '#');
  const withoutQuery = hasQueryCut.has(protocol) ? cutFrom(address, '?') : address;
  if (keepsPrefix || !withoutQuery.startsWith(`${protocol}+`)) return withoutQuery;
  return withoutQuery.slice(protocol.length + 1);
}

function before(text: string, mark: string): string | undefined {
  const index = text.indexOf(mark);
  return index === -1 ? undefined : text.slice(0, index);
}

function after(text: string, mark: string): string | undefined {
  const index = text.indexOf(mark);
  return index === -1 ? undefined : text.slice(index + mark.length);
}

function afterLast(text: string, mark: string): string {
  return text.slice(text.lastIndexOf(mark) + 1);
}

function cutFrom(text: string, mark: string): string {
  return before(text, mark) ?? text;
}

function cutFromLast(text: string, mark: string): string {
  const index = text.lastIndexOf(mark);
  return index === -1 ? text : text.slice(0, index);
}
