import { showForeign } from '@rbee-internal/redact-url';
import { NotKnown } from './evaluate/outcomes.js';
import type { Value, Variable } from './evaluate/scope.js';
import type { Shell } from './evaluate/shell.js';
import { arrayFieldsFor, scalarFields } from './fields.js';
import type { Place } from './positions.js';
import type { ProblemList } from './problems.js';

/** Applies makepkg's rules for the fields of a PKGBUILD, every one of which is an error. */
export function lintFields(shell: Shell, list: ProblemList): void {
  const architectures = elementsOf(fieldOf(shell, 'arch')?.value);
  checkKinds(shell, architectures, list);
  for (const name of ['pkgname', 'pkgver', 'pkgrel', 'arch']) checkPresence(shell, name, list);
  checkNames(shell, list);
  checkVersion(shell, list);
  checkArchitectures(shell, architectures, list);
  checkPackageFunctions(shell, elementsOf(fieldOf(shell, 'pkgname')?.value), list);
}

function fieldOf(shell: Shell, name: string): Variable | undefined {
  return shell.scopes[0]?.get(name);
}

function placeOf(variable: Variable | undefined): Place {
  return variable?.place ?? { pos: 0, end: 0 };
}

function elementsOf(value: Value): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((element) => element !== undefined) : [];
}

function checkKinds(shell: Shell, architectures: readonly string[], list: ProblemList): void {
  for (const name of arrayFieldsFor(architectures)) {
    const variable = fieldOf(shell, name);
    if (typeof variable?.value !== 'string') continue;
    list.error('WRONG_KIND', placeOf(variable), `${name} should be an array: write ${name}=(…)`);
  }
  for (const name of scalarFields) {
    const variable = fieldOf(shell, name);
    if (!Array.isArray(variable?.value)) continue;
    list.error('WRONG_KIND', placeOf(variable), `${name} should not be an array: write ${name}=…`);
  }
}

function checkPresence(shell: Shell, name: string, list: ProblemList): void {
  const variable = fieldOf(shell, name);
  const value = variable?.value ?? (variable === undefined ? shell.anything : undefined);
  if (value instanceof NotKnown) {
    list.error(
      'DYNAMIC',
      value.place,
      `${name} must be known, but it depends on ${showForeign(value.reason)}`,
    );
  } else if (elementsOf(value).every((element) => element === '')) {
    list.error('MISSING_FIELD', placeOf(variable), `${name} is missing or empty`);
  }
}

function checkNames(shell: Shell, list: ProblemList): void {
  for (const field of ['pkgname', 'pkgbase']) {
    const variable = fieldOf(shell, field);
    const values = elementsOf(variable?.value);
    for (const name of values) {
      const isEmptyElement = name === '' && values.length > 1;
      if (name === '' && !isEmptyElement) continue;
      if (/^[A-Za-z0-9+_@][A-Za-z0-9+_.@-]*$/.test(name)) continue;
      const rule = 'use letters, digits and @ . _ + -, and begin with none of . and -';
      list.error(
        'INVALID_FIELD',
        placeOf(variable),
        `${field} "${showForeign(name)}" is not allowed: ${rule}`,
      );
    }
  }
}

function checkVersion(shell: Shell, list: ProblemList): void {
  checkScalar(
    'pkgver',
    /^[\u0021-\u002c.0-9;-\u007e]*$/,
    'it may not hold blanks, colons, slashes, hyphens or non-ASCII',
  );
  checkScalar('pkgrel', /^(?:[0-9]+(?:\.[0-9]+)?)?$/, 'it is a number such as 1 or 1.1');
  checkScalar('epoch', /^[0-9]*$/, 'it is a number without a sign');

  function checkScalar(name: string, allowed: RegExp, rule: string): void {
    const variable = fieldOf(shell, name);
    const value = elementsOf(variable?.value)[0] ?? '';
    if (allowed.test(value)) return;
    list.error('INVALID_FIELD', placeOf(variable), `${name} "${showForeign(value)}" is not allowed: ${rule}`);
  }
}

function checkArchitectures(shell: Shell, architectures: readonly string[], list: ProblemList): void {
  const place = placeOf(fieldOf(shell, 'arch'));
  if (architectures.includes('any') && architectures.length > 1) {
    list.error('INVALID_FIELD', place, 'arch may not name other architectures beside any');
  }
  for (const arch of new Set(architectures)) {
    if (arch === '' || /^[A-Za-z0-9_]+$/.test(arch)) continue;
    list.error(
      'INVALID_FIELD',
      place,
      `arch "${showForeign(arch)}" is not allowed: use letters, digits and _`,
    );
  }
}

function checkPackageFunctions(shell: Shell, names: readonly string[], list: ProblemList): void {
  const has = (name: string) => shell.functions.has(name) || shell.doubtfulFunctions.has(name);
  const place = shell.functions.get('package')?.place ?? placeOf(fieldOf(shell, 'pkgname'));
  const [first] = names;
  if (first === undefined) return;
  if (names.length > 1) {
    if (has('package')) list.error('PACKAGE_FUNCTION', place, 'package() does not fit several package names');
    for (const name of names.filter((each) => !has(`package_${each}`))) {
      list.error('PACKAGE_FUNCTION', place, `package_${showForeign(name)}() is missing`);
    }
    return;
  }
  if (has('package') && has(`package_${first}`)) {
    list.error(
      'PACKAGE_FUNCTION',
      place,
      `package() and package_${showForeign(first)}() conflict: keep one of them`,
    );
  } else if (has('build') && !has('package') && !has(`package_${first}`)) {
    list.error('PACKAGE_FUNCTION', place, 'build() needs a package() function');
  }
}
