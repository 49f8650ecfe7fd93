import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { checksumAlgorithms } from '../fields.js';
import type { Place } from '../positions.js';
import type { ProblemList } from '../problems.js';
import { elementsOf, type FieldValue, type Recipe, valuesOf } from '../recipe.js';
import { parseSource } from '../source-entry.js';
import type { Source } from '../types.js';

/** What makepkg accepts and a reviewer asks about. */
export function checkSources(recipe: Recipe, list: ProblemList): void {
  const home = hostOf(elementsOf(recipe.fields.get('url')?.variable.value)[0] ?? '');
  for (const sources of valuesOf(recipe, 'source')) {
    const parsed = sources.values.map(parseSource);
    for (const [index, source] of parsed.entries()) {
      checkSource(source, { place: sources.place, home }, list);
      checkSum(recipe, { sources, source, index }, list);
    }
    checkAlgorithms(recipe, sources, list);
  }
}

const PLAIN_PROTOCOLS: ReadonlySet<string> = new Set(['http', 'ftp']);
const VERSION_CONTROL: ReadonlySet<string> = new Set(['bzr', 'fossil', 'git', 'hg', 'svn']);

function checkSource(
  { entry, protocol, remote, fragment }: Source,
  { place, home }: { readonly place: Place; readonly home: string | undefined },
  list: ProblemList,
): void {
  const shown = redactUrl(entry);
  const isPinned = fragment !== undefined && /^(?:tag|commit|revision)=/.test(fragment);
  if (protocol === 'git' && !isPinned) {
    list.warning('UNPINNED_SOURCE', place, `${shown} follows a branch: name a tag or a commit`);
  }
  if (PLAIN_PROTOCOLS.has(protocol) || /^(?:git\+)?(?:http|git):\/\//.test(remote)) {
    list.warning('INSECURE_SOURCE', place, `${shown} is fetched without encryption`);
  }
  const host = hostOf(remote);
  if (home !== undefined && host !== undefined && siteOf(host) !== siteOf(home)) {
    list.warning('FOREIGN_HOST', place, `${shown} comes from another host than url: ${showForeign(host)}`);
  }
}

function checkSum(
  recipe: Recipe,
  { sources, source, index }: { sources: FieldValue; source: Source; index: number },
  list: ProblemList,
): void {
  if (VERSION_CONTROL.has(source.protocol) || source.protocol === 'local') return;
  const sums = sumsFor(recipe, sources.name).map(({ values }) => values[index]);
  const isSkipped = sums.length > 0 && sums.every((sum) => sum === 'SKIP' || sum === undefined);
  if (!isSkipped || /\.(?:sig|asc|sign)$/.test(source.name)) return;
  list.warning(
    'SKIPPED_CHECKSUM',
    sources.place,
    `${redactUrl(source.entry)} is not verified: its checksum is SKIP`,
  );
}

const WEAK: ReadonlySet<string> = new Set(['cksums', 'md5sums', 'sha1sums']);

function checkAlgorithms(recipe: Recipe, { name, place }: FieldValue, list: ProblemList): void {
  const sums = sumsFor(recipe, name);
  const isWeak = sums.length > 0 && sums.every(({ base }) => WEAK.has(base));
  if (isWeak && sums.some(({ values }) => values.some((sum) => sum !== 'SKIP'))) {
    list.warning(
      'WEAK_CHECKSUM',
      place,
      `${name} is verified by weak checksums alone: add sha256sums or b2sums`,
    );
  }
}

function sumsFor({ fields }: Recipe, sourceName: string): { base: string; values: readonly string[] }[] {
  const suffix = sourceName.slice('source'.length);
  return checksumAlgorithms.flatMap((algorithm) => {
    const base = `${algorithm}sums`;
    const variable = fields.get(`${base}${suffix}`)?.variable;
    return variable === undefined ? [] : [{ base, values: elementsOf(variable.value) }];
  });
}

function hostOf(url: string): string | undefined {
  return /^[a-z+]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase();
}

/** The last two labels, so that `files.example.org` and `www.example.org` are the same site. */
function siteOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}
