import { type Assignment, parse } from 'unbash';
import { assign } from './evaluate/assignments.js';
import { type ArrayElements, presentElements } from './evaluate/list-elements.js';
import { LineDropped, NotKnown } from './evaluate/outcomes.js';
import { isAssociative, type Scope, type Value, type Variable } from './evaluate/scope.js';
import { type FunctionDefinition, type Shell, withOrigin } from './evaluate/shell.js';
import { type FieldName, fieldNameOf } from './fields.js';
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
  { architectures, localsOf }: { readonly architectures: readonly string[]; readonly localsOf: () => Scope },
): PackageOverrides {
  const called = shell.functions.has(`package_${name}`) ? `package_${name}` : 'package';
  const doubt = shell.doubtfulFunctions.get(`package_${name}`) ?? shell.doubtfulFunctions.get(called);
  const definition = shell.functions.get(called);
  const found: Found[] = [];
  if (definition !== undefined) found.push(...assignmentsIn(definition, architectures));
  if (found.length === 0) return { name, overrides: NOTHING, misplaced: [], doubt };
  const misplaced = found.filter(
    ({ field, isArray }) => !field.overridable || isArray !== (field.kind === 'array'),
  );
  const overrides = new Map<string, Override>();
  const own = found.filter((each) => !misplaced.includes(each));
  if (own.length === 0) return { name, overrides, misplaced, doubt };
  const locals = localsOf();
  locals.set('pkgname', { value: name, readonly: false, place: undefined, attribute: undefined });
  for (const each of own) {
    const before = overrides.get(each.name);
    const value = evaluated(shell, each, { locals, before: before?.value });
    const { base, field, architecture, place } = each;
    overrides.set(each.name, {
      name: each.name,
      base,
      field,
      architecture,
      place,
      value,
      appends: each.appends && before?.appends !== false,
    });
  }
  return { name, overrides, misplaced, doubt };
}

const NOTHING: ReadonlyMap<string, Override> = new Map();

interface Found extends FieldName {
  readonly name: string;
  readonly isArray: boolean;
  readonly appends: boolean;
  readonly text: string;
  readonly place: Place;
  readonly assignment: Assignment | undefined;
}

/** A line that makepkg takes: blanks, of which the last is a space, and the name with something after `=`. */
const ASSIGNMENT = /^\s* ([a-z0-9]+(?:_[A-Za-z0-9_]+)?)(\+?)=(\(|[^(])/;

/** A sign of assignment, a continued line, which may cut it, or a here-document, which may hold one. */
const MARK = /=|\\\n(?=[\w+=])|<</g;

/** Where a function may assign to a wanted variable, ascending: most assign to none, and need not be looked at. */
function placesIn({ text, node }: FunctionDefinition, isWanted: (name: string) => boolean): number[] {
  const places: number[] = [];
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    const start = match[0] === '=' ? nameBefore(text, match.index) : match.index;
    const name = text.slice(start, match.index).replace('+', '');
    if (match[0] !== '=' || isWanted(name)) places.push(node.pos + start);
  }
  return places;
}

/** Where the name of a variable begins that `=` or `+=` at `end` follows. */
function nameBefore(text: string, end: number): number {
  let start = text[end - 1] === '+' ? end - 1 : end;
  while (/\w/.test(text[start - 1] ?? '')) start -= 1;
  return start;
}

function assignmentsIn(definition: FunctionDefinition, architectures: readonly string[]): Found[] {
  const isWanted = (name: string) => fieldNameOf(name, architectures) !== undefined;
  const places = placesIn(definition, isWanted);
  if (places.length === 0) return [];
  const found: Found[] = [];
  for (const line of packageLines(definition, { isWanted, places })) {
    const { assignment, place } = line;
    const [, name = '', plus, next] =
      assignment === undefined ? (ASSIGNMENT.exec(line.text) ?? []) : partsOf(assignment);
    const known = fieldNameOf(name, architectures);
    if (known === undefined) continue;
    const { base, field, architecture } = known;
    const text = line.text.trim();
    found.push({
      base,
      field,
      architecture,
      name,
      isArray: next === '(',
      appends: plus === '+',
      text,
      place,
      assignment,
    });
  }
  return found;
}

/** What {@link ASSIGNMENT} finds in its text. */
function partsOf({ name, append, value }: Assignment): readonly string[] {
  return ['', name, append === true ? '+' : '', value.type === 'ArrayValue' ? '(' : ''];
}

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
function evaluated(
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
    withOrigin(shell, place, () => shell.hooks.run(shell, script.commands));
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
