import { showForeign } from '@rbee-internal/redact-url';
import { type Recipe, valuesOf } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';
import { isFullVersion, isPkgname } from './names-and-versions.js';

const FIELDS = ['depends', 'makedepends', 'checkdepends', 'conflicts', 'optdepends'];

/** Names and versions in the fields that name packages. */
export function checkDependencies(recipe: Recipe, list: ProblemList): void {
  for (const field of FIELDS) {
    for (const { name, place, values } of valuesOf(recipe, field)) {
      for (const entry of values) {
        const rule = brokenRule(field, entry);
        if (rule !== undefined) {
          list.error('INVALID_DEPENDENCY', place, `${name} "${showForeign(entry)}" is not allowed: ${rule}`);
        }
      }
    }
  }
  for (const { name, place, values } of valuesOf(recipe, 'provides')) {
    for (const entry of values) {
      const rule = brokenProvision(entry);
      if (rule !== undefined) {
        list.error('INVALID_DEPENDENCY', place, `${name} "${showForeign(entry)}" is not allowed: ${rule}`);
      }
    }
  }
}

const NAME_RULE = 'it does not begin with a package name';
const VERSION_RULE = 'what follows the operator is not a version';

/** Only `depends` may end with its operator. */
function brokenRule(field: string, entry: string): string | undefined {
  const isOptional = field === 'optdepends';
  if ((isOptional ? PLAIN_OPTIONAL : PLAIN).test(entry)) return undefined;
  const [text = ''] = isOptional ? entry.split(/:\s/) : [entry];
  const at = text.search(/[<>=]/);
  const name = at === -1 ? text : text.slice(0, at);
  if (!isPkgname(name)) return NAME_RULE;
  if (at === -1) return undefined;
  const version = text.slice(at).replace(/^(?:<=|>=|<|>|=)/, '');
  if (version === '' && field === 'depends') return undefined;
  return isFullVersion(version) ? undefined : VERSION_RULE;
}

const PLAIN = /^[a-z0-9][a-z0-9_.+-]*$/;
const PLAIN_OPTIONAL = /^[a-z0-9][a-z0-9_.+-]*(?::\s|$)/;

function brokenProvision(entry: string): string | undefined {
  if (/[<>]/.test(entry)) return 'a provision has no operator but =';
  const at = entry.lastIndexOf('=');
  if (!isPkgname(at === -1 ? entry : entry.slice(0, at))) return NAME_RULE;
  return at === -1 || isFullVersion(entry.slice(at + 1)) ? undefined : VERSION_RULE;
}
