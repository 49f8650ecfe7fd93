import { showForeign } from '@rbee-internal/redact-url';
import { NotKnown } from '../interpret/state/outcomes.js';
import { elementsOf, placeOfVariable, type Recipe } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';

const PKGVER_RULE = 'it may not hold blanks, colons, slashes, hyphens or non-ASCII';
const PKGREL_RULE = 'it is a number such as 1 or 1.1';
const EPOCH_RULE = 'it is a number without a sign';
const NAME_RULE = 'use letters, digits and @ . _ + -, and begin with none of . and -';

/** `pkgname`, `pkgbase`, `pkgver`, `pkgrel` and `epoch`. */
export function checkNamesAndVersions(recipe: Recipe, list: ProblemList): void {
  for (const name of ['pkgname', 'pkgver', 'pkgrel', 'arch']) checkPresence(recipe, name, list);
  for (const field of ['pkgname', 'pkgbase']) checkNames(recipe, field, list);
  checkScalar('pkgver', isPkgver, PKGVER_RULE);
  checkScalar('pkgrel', isPkgrel, PKGREL_RULE);
  checkScalar('epoch', isEpoch, EPOCH_RULE);

  function checkScalar(name: string, isAllowed: (value: string) => boolean, rule: string): void {
    const value = elementsOf(recipe.shell.scopes[0]?.get(name)?.value)[0] ?? '';
    if (value === '' || isAllowed(value)) return;
    const message = `${name} "${showForeign(value)}" is not allowed: ${rule}`;
    list.error('INVALID_FIELD', placeOfVariable(recipe, name), message);
  }
}

export function isPkgname(name: string): boolean {
  return /^[A-Za-z0-9+_@][A-Za-z0-9+_.@-]*$/.test(name);
}

/** A version as a dependency may ask for it: `[epoch:]pkgver[-pkgrel]`. */
export function isFullVersion(version: string): boolean {
  const colon = version.indexOf(':');
  const dash = version.lastIndexOf('-');
  const hasRelease = dash > colon + 1;
  const pkgver = version.slice(colon + 1, hasRelease ? dash : undefined);
  const isReleaseFine = !hasRelease || (version.length > dash + 1 && isPkgrel(version.slice(dash + 1)));
  return isEpoch(version.slice(0, Math.max(0, colon))) && pkgver !== '' && isPkgver(pkgver) && isReleaseFine;
}

function isPkgver(version: string): boolean {
  return /^[\u0021-\u002c.0-9;-\u007e]*$/.test(version);
}

function isPkgrel(release: string): boolean {
  return /^[0-9]+(?:\.[0-9]+)?$/.test(release);
}

function isEpoch(epoch: string): boolean {
  return /^[0-9]*$/.test(epoch);
}

function checkPresence({ shell }: Recipe, name: string, list: ProblemList): void {
  const variable = shell.scopes[0]?.get(name);
  const value = variable?.value ?? (variable === undefined ? shell.anything : undefined);
  const place = variable?.place ?? { pos: 0, end: 0 };
  if (value instanceof NotKnown) {
    const message = `${name} must be known, but it depends on ${showForeign(value.reason)}`;
    list.error('DYNAMIC', value.place, message);
  } else if (elementsOf(value).every((element) => element === '')) {
    // Without arch makepkg complains and goes on.
    const isWarning = name === 'arch' && shell.facts.host.makepkg !== '6.0';
    const report = isWarning ? list.warning : list.error;
    report('MISSING_FIELD', place, `${name} is missing or empty`);
  }
}

function checkNames(recipe: Recipe, field: string, list: ProblemList): void {
  const values = elementsOf(recipe.shell.scopes[0]?.get(field)?.value);
  for (const name of values) {
    if ((name === '' && values.length === 1) || isPkgname(name)) continue;
    const message = `${field} "${showForeign(name)}" is not allowed: ${NAME_RULE}`;
    list.error('INVALID_FIELD', placeOfVariable(recipe, field), message);
  }
}
