import { parse } from 'unbash';
import { NotKnown } from './evaluate/outcomes.js';
import {
  type ArrayElements,
  isAssociative,
  presentElements,
  type Scope,
  type Value,
} from './evaluate/scope.js';
import { type FunctionDefinition, type Shell, withOrigin } from './evaluate/shell.js';
import { type FieldName, fieldNameOf, fields } from './fields.js';
import { packageLines } from './package-lines.js';
import type { Place } from './positions.js';

/** What a package function sets a field to. */
export interface Override extends FieldName {
  readonly name: string;
  readonly place: Place;
  readonly value: string | readonly string[] | NotKnown;
  /** Whether every assignment adds to the value outside the function. */
  readonly appends: boolean;
}

/** What makepkg reads out of the function of one package. */
export interface PackageOverrides {
  readonly name: string;
  readonly overrides: ReadonlyMap<string, Override>;
  /** Assignments of the other kind, or of fields that a package function may not set. */
  readonly misplaced: readonly Misplaced[];
  /** Set when the function itself is not known. */
  readonly doubt: NotKnown | undefined;
}

export interface Misplaced extends FieldName {
  readonly name: string;
  readonly place: Place;
  readonly isArray: boolean;
}

/**
 * Reads a package's overrides as makepkg does, without running its function: every line that begins with an
 * assignment to a field counts, whatever stands around it, each evaluated on what the file has left behind.
 */
export function readOverrides(
  shell: Shell,
  name: string,
  architectures: readonly string[],
): PackageOverrides {
  const called = shell.functions.has(`package_${name}`) ? `package_${name}` : 'package';
  const doubt = shell.doubtfulFunctions.get(`package_${name}`) ?? shell.doubtfulFunctions.get(called);
  const definition = shell.functions.get(called);
  const found: Found[] = [];
  if (definition !== undefined && MENTIONS_FIELD.test(definition.text)) {
    found.push(...assignmentsIn(definition, architectures));
  }
  const misplaced = found.filter(
    ({ field, isArray }) => !field.overridable || isArray !== (field.kind === 'array'),
  );
  const overrides = new Map<string, Override>();
  const own = found.filter((each) => !misplaced.includes(each));
  const locals = own.length === 0 ? new Map() : localScope(shell, name);
  for (const each of own) {
    const before = overrides.get(each.name);
    const value = evaluated(shell, each, { locals, before: before?.value });
    overrides.set(each.name, { ...each, value, appends: each.appends && before?.appends !== false });
  }
  return { name, overrides, misplaced, doubt };
}

const MENTIONS_FIELD = new RegExp(
  `(?<![A-Za-z0-9_])(?:${[...fields.keys()].join('|')})(?:_[A-Za-z0-9_]+)?\\+?=`,
);

interface Found extends FieldName {
  readonly name: string;
  readonly isArray: boolean;
  readonly appends: boolean;
  readonly text: string;
  readonly place: Place;
}

/** A line that makepkg takes: blanks, of which the last is a space, and the name with something after `=`. */
const ASSIGNMENT = /^\s* ([a-z0-9]+(?:_[A-Za-z0-9_]+)?)(\+?)=(\(|[^(])/;

function assignmentsIn(definition: FunctionDefinition, architectures: readonly string[]): Found[] {
  return packageLines(definition).flatMap(({ text, place }): Found[] => {
    const [, name = '', plus, next] = ASSIGNMENT.exec(text) ?? [];
    const field = fieldNameOf(name, architectures);
    if (field === undefined) return [];
    return [{ ...field, name, isArray: next === '(', appends: plus === '+', text: text.trim(), place }];
  });
}

const OUTPUT = '__override';

/** makepkg's own variables at that point; `pkgname` is that of the package. */
const MAKEPKG_LOCALS =
  'a attr attr_regex attrname decl funcname i isarray multivalued multivalued_arch_attrs outputvar outvalue package_arch pkg r ref REPLY shellopts singlevalued v'.split(
    ' ',
  );

function localScope(shell: Shell, pkgname: string): Scope {
  const scope: Scope = new Map();
  const place = shell.functions.get('package')?.place ?? { pos: 0, end: 0 };
  for (const name of MAKEPKG_LOCALS) {
    const value = new NotKnown(`\`$${name}\` of makepkg itself`, place);
    scope.set(name, { value, readonly: false, place: undefined });
  }
  scope.set('pkgname', { value: pkgname, readonly: false, place: undefined });
  return scope;
}

interface Before {
  readonly locals: Scope;
  readonly before: Override['value'] | undefined;
}

/** Evaluates the line with another variable in the place of the field, which begins with the value so far. */
function evaluated(
  shell: Shell,
  { name, isArray, text, place }: Found,
  { locals, before }: Before,
): Override['value'] {
  const start = before ?? globalValue(shell, name, isArray);
  const line = OUTPUT + text.slice(name.length);
  const script = parse(line);
  if (script.errors !== undefined && script.errors.length > 0) {
    return text.includes('$(') ? new NotKnown('a command over several lines', place) : start;
  }
  const outer = { scopes: shell.scopes, source: shell.source, status: shell.status };
  shell.scopes = [shell.scopes[0] ?? new Map(), locals];
  shell.source = line;
  locals.set(OUTPUT, { value: start, readonly: false, place: undefined });
  try {
    withOrigin(shell, place, () => shell.hooks.run(shell, script.commands, { byLine: true }));
    return asOverride(locals.get(OUTPUT)?.value, isArray);
  } finally {
    Object.assign(shell, outer);
    locals.delete(OUTPUT);
  }
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

function elementsOf(value: Exclude<Value, NotKnown>): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return isAssociative(value) ? [...value.values()] : presentElements(value as ArrayElements);
}
