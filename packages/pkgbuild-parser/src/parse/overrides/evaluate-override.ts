import { type Assignment, parse } from 'unbash';
import { assign } from '../../interpret/assign/assign.js';
import { LineDropped, NotKnown } from '../../interpret/state/outcomes.js';
import { withOrigin } from '../../interpret/state/places.js';
import type { Shell } from '../../interpret/state/shell.js';
import {
  type ArrayElements,
  isAssociative,
  presentElements,
  type Scope,
  type Value,
  type Variable,
} from '../../interpret/state/variables/variable.js';
import type { Found } from './find-overrides.js';
import type { Override } from './override.js';

const OUTPUT = '__override';

/** makepkg's own variables at that point; `pkgname` is that of the package. */
const MAKEPKG_LOCALS: readonly string[] =
  `a attr attr_regex attrname basever decl funcname i isarray multivalued multivalued_arch_attrs outputvar outvalue
  package_arch pkg pkgdir pkgdirbase r ref REPLY shellopts singlevalued srcdir v`.split(/\s+/);

const OWN_LOCALS: readonly (readonly [string, Variable])[] = MAKEPKG_LOCALS.map((name) => {
  const value = new NotKnown(`\`$${name}\` of makepkg itself`, { pos: 0, end: 0 });
  return [name, { value, readonly: false, place: undefined, attribute: undefined }];
});

/** The variables around every override; `pkgname` is set for each package, `pkgbase` has its default. */
export function createLocals(globals: Scope): Scope {
  const locals = new Map(OWN_LOCALS);
  const base = globals.get('pkgbase');
  const isUnset = asOverride(base?.value, false) === '';
  const given = isUnset ? globals.get('pkgname') : base;
  if (given !== undefined) locals.set('pkgbase', given);
  return locals;
}

interface Before {
  readonly locals: Scope;
  readonly before: Override['value'] | undefined;
}

/** Evaluates the line with another variable in the place of the field, which begins with the value so far. */
export function evaluated(
  shell: Shell,
  { name, isArray, text, place, assignment }: Found,
  { locals, before }: Before,
): Override['value'] {
  if (assignment !== undefined && before === undefined) {
    return assignedAlone(shell, { name, isArray, assignment }, locals);
  }
  const start = before ?? globalValue(shell, name, isArray);
  const written = assignment === undefined ? text : assignment.text;
  const line = OUTPUT + written.slice(name.length);
  const script = parse(line);
  if (script.errors !== undefined && script.errors.length > 0) {
    return written.includes('$(') ? new NotKnown('a command over several lines', place) : start;
  }
  const outer = { scopes: shell.scopes, source: shell.source, status: shell.status };
  const globals = shell.scopes[0] ?? new Map();
  shell.scopes = [LINTED.has(name) ? globals : new Map(globals), locals];
  shell.source = line;
  locals.set(OUTPUT, { value: start, readonly: false, place: undefined, attribute: undefined });
  try {
    withOrigin(shell, place, () => shell.interpreter.runLines(shell, script.commands));
    return asOverride(locals.get(OUTPUT)?.value, isArray);
  } finally {
    Object.assign(shell, outer);
    locals.delete(OUTPUT);
  }
}

/**
 * Fields that makepkg asks for before it prints anything, so that whatever else stands on the line is assigned by
 * then; of the others the line is evaluated too late to matter.
 */
const LINTED: ReadonlySet<string> = new Set(
  'arch backup changelog conflicts depends install optdepends options provides'.split(' '),
);

/** The first assignment to a field, on a line of its own, begins with the value outside the function. */
function assignedAlone(
  shell: Shell,
  { name, isArray, assignment }: { name: string; isArray: boolean; assignment: Assignment },
  locals: Scope,
): Override['value'] {
  const outer = { scopes: shell.scopes, status: shell.status };
  let taken: Value = globalValue(shell, name, isArray);
  shell.scopes = [shell.scopes[0] ?? new Map(), locals];
  try {
    assign(shell, assignment, {
      set: (_shell, _target, value) => {
        taken = value;
      },
    });
  } catch (error) {
    if (!(error instanceof LineDropped)) throw error;
  } finally {
    shell.scopes = outer.scopes;
    shell.status = outer.status;
  }
  return asOverride(taken, isArray);
}

function globalValue(shell: Shell, name: string, isArray: boolean): Override['value'] {
  const variable = shell.scopes[0]?.get(name);
  if (variable === undefined && shell.anything !== undefined) return shell.anything;
  return asOverride(variable?.value, isArray);
}

function asOverride(value: Value, isArray: boolean): Override['value'] {
  if (value instanceof NotKnown) return value;
  const elements = elementsOf(value);
  return isArray ? elements : (elements[0] ?? '');
}

function elementsOf(value: Exclude<Value, NotKnown>): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return isAssociative(value) ? [...value.values()] : presentElements(value as ArrayElements);
}
