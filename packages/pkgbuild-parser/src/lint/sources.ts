import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { checksumFields } from '../model/fields.js';
import { parseSource } from '../model/source-entry.js';
import { elementsOf, type FieldValue, type Recipe, valuesOf } from '../parse/recipe.js';
import type { Place } from '../problems/positions.js';
import type { ProblemList } from '../problems/problem-list.js';
import type { Source } from '../types.js';

/** What makepkg accepts and a reviewer asks about. */
export function checkSources(recipe: Recipe, list: ProblemList): void {
  const home = hostOf(elementsOf(recipe.fields.get('url')?.variable.value)[0] ?? '');
  const homeSite = home && siteOf(home);
  const hosts = new Set<string>();
  for (const sources of valuesOf(recipe, 'source')) {
    const sums = sumsFor(recipe, sources.name);
    for (const [index, entry] of sources.values.entries()) {
      const source = parseSource(entry);
      if (source.protocol === 'local') continue;
      checkSource(source, { place: sources.place, homeSite, hosts }, list);
      checkSum(source, { place: sources.place, sums, index }, list);
    }
    checkAlgorithms(sums, sources, list);
  }
}

const PLAIN_PROTOCOLS: ReadonlySet<string> = new Set(['http', 'ftp']);
const VERSION_CONTROL: ReadonlySet<string> = new Set(['bzr', 'fossil', 'git', 'hg', 'svn']);

function checkSource(
  { entry, protocol, remote, fragment }: Source,
  {
    place,
    homeSite,
    hosts,
  }: { readonly place: Place; readonly homeSite: string | undefined; hosts: Set<string> },
  list: ProblemList,
): void {
  const isPinned = fragment !== undefined && /^(?:tag|commit|revision)=/.test(fragment);
  if (protocol === 'git' && !isPinned) {
    list.warning('UNPINNED_SOURCE', place, `${shown(entry)} follows a branch: name a tag or a commit`);
  }
  if (PLAIN_PROTOCOLS.has(protocol) || /^(?:git\+)?(?:http|git):\/\//.test(remote)) {
    list.warning('INSECURE_SOURCE', place, `${shown(entry)} is fetched without encryption`);
  }
  const host = homeSite === undefined ? undefined : hostOf(remote);
  if (host !== undefined && siteOf(host) !== homeSite && !hosts.has(host)) {
    hosts.add(host);
    list.warning(
      'FOREIGN_HOST',
      place,
      `${shown(entry)} comes from another host than url: ${showForeign(host)}`,
    );
  }
}

function checkSum(
  { entry, protocol, name }: Source,
  { place, sums, index }: { readonly place: Place; readonly sums: readonly Sums[]; readonly index: number },
  list: ProblemList,
): void {
  if (VERSION_CONTROL.has(protocol) || sums.length === 0) return;
  const isSkipped = sums.every(({ values }) => values[index] === 'SKIP' || values[index] === undefined);
  if (!isSkipped || /\.(?:sig|asc|sign)$/.test(name)) return;
  list.warning('SKIPPED_CHECKSUM', place, `${shown(entry)} is not verified: its checksum is SKIP`);
}

const WEAK: ReadonlySet<string> = new Set(['cksums', 'md5sums', 'sha1sums']);

function checkAlgorithms(sums: readonly Sums[], { name, place }: FieldValue, list: ProblemList): void {
  const isWeak = sums.length > 0 && sums.every(({ base }) => WEAK.has(base));
  if (isWeak && sums.some(({ values }) => values.some((sum) => sum !== 'SKIP'))) {
    list.warning(
      'WEAK_CHECKSUM',
      place,
      `${name} is verified by weak checksums alone: add sha256sums or b2sums`,
    );
  }
}

interface Sums {
  readonly base: string;
  readonly values: readonly string[];
}

function sumsFor({ fields }: Recipe, sourceName: string): Sums[] {
  const suffix = sourceName.slice('source'.length);
  const found: Sums[] = [];
  for (const base of checksumFields) {
    const variable = fields.get(suffix === '' ? base : base + suffix)?.variable;
    if (variable !== undefined) found.push({ base, values: elementsOf(variable.value) });
  }
  return found;
}

function hostOf(url: string): string | undefined {
  return /^[a-z+]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase();
}

/** Only text with a user or a query can hold what must not be shown. */
function shown(entry: string): string {
  return /[@?]/.test(entry) ? redactUrl(entry) : showForeign(entry);
}

/** The last two labels, so that `files.example.org` and `www.example.org` are the same site. */
function siteOf(host: string): string {
  const dot = host.lastIndexOf('.');
  return host.slice(host.lastIndexOf('.', dot - 1) + 1);
}
