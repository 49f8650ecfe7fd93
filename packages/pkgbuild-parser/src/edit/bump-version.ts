import type { Assignment } from 'unbash';
import type { EditResult, NewVersion, ParseOptions } from '../types.js';
import { refused } from './change.js';
import { type Evaluated, evaluateText, sitesOf } from './read-variable.js';
import { setVariables, type WantedVariable } from './set-variable.js';

/**
 * Gives a recipe a new version, as `pkgctl` and Renovate do: `pkgver`, `pkgrel` (to 1 unless you say otherwise) and,
 * when given, `epoch`. Where `pkgver` is made of another variable, such as `_tag=v1.2` and `pkgver=${_tag#v}`, that
 * one is changed. Everything else stays byte for byte; checksums are yours to renew: {@link updateChecksums}.
 * @example
 * ```ts
 * bumpVersion('_tag=v1.2\npkgver=${_tag#v}\npkgrel=3\n', { pkgver: '1.3' }).text;
 * // '_tag=v1.3\npkgver=${_tag#v}\npkgrel=1\n'
 * ```
 */
export function bumpVersion(
  text: string,
  { pkgver, pkgrel = '1', epoch }: NewVersion,
  options?: ParseOptions,
): EditResult {
  const evaluated = evaluateText(text, options);
  if (!('script' in evaluated)) return { edits: [], problems: evaluated };
  const others: WantedVariable[] = [{ name: 'pkgrel', value: pkgrel }];
  if (epoch !== undefined) others.push({ name: 'epoch', value: epoch });
  const attempts = versionVariables(evaluated, pkgver);
  let last: EditResult | undefined;
  for (const attempt of attempts) {
    const result = setVariables(text, [...attempt, ...others], options);
    const isDone = result.text !== undefined && versionOf(result.text, options) === pkgver;
    if (isDone) return result;
    last ??= result.text === undefined ? result : undefined;
  }
  const [site] = sitesOf(evaluated, 'pkgver');
  return last ?? refused(text, 'pkgver is made of other values in a way that cannot be turned around', site);
}

function versionOf(text: string, options: ParseOptions | undefined): unknown {
  const evaluated = evaluateText(text, options);
  return 'script' in evaluated ? evaluated.variables.get('pkgver')?.value : undefined;
}

/** What may be changed so that `pkgver` is the new one: itself, or a variable that it is made of. */
function versionVariables(evaluated: Evaluated, pkgver: string): readonly (readonly WantedVariable[])[] {
  const sites = sitesOf(evaluated, 'pkgver');
  const names = namesIn(sites[sites.length - 1]);
  const current = evaluated.variables.get('pkgver')?.value;
  if (names.length === 0 || current === pkgver) return [[{ name: 'pkgver', value: pkgver }]];
  return names.flatMap((name) => {
    const value = evaluated.variables.get(name)?.value;
    if (typeof value !== 'string' || typeof current !== 'string') return [];
    return [[{ name, value: value.includes(current) ? value.replace(current, () => pkgver) : pkgver }]];
  });
}

/** The variables that the word of an assignment expands. */
function namesIn(site: Assignment | undefined): readonly string[] {
  const text = site?.value.type === 'Word' ? site.value.text : '';
  return Array.from(text.matchAll(/(?<!\\)\$\{?([A-Za-z_]\w*)/g), ([, name = '']) => name);
}
