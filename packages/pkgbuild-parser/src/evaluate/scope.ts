import type { Place } from '../positions.js';
import { type AssociativeArray, orderedKeys } from './associative.js';
import { noteAsked, noteRead, noteWritten } from './facts.js';
import { computedVariables, isConstant, isHostVariable } from './host-variables.js';
import { capitals, smallLetters } from './letter-case.js';
import { type ArrayElements, entriesWith, withElement } from './list-elements.js';
import { NotKnown, ReadonlyRefused } from './outcomes.js';
import { checkedCount, checkedValue, placeOf, type Shell } from './shell.js';

/** A variable's value; `undefined` when it is declared but not set. */
export type Value = string | ArrayElements | AssociativeArray | NotKnown | undefined;

/** What `declare -i`, `-l` and `-u` do to whatever is assigned; several at once are not followed. */
export type Attribute = 'integer' | 'lower' | 'upper' | 'mixed';

/** Immutable: an assignment replaces it. */
export interface Variable {
  readonly value: Value;
  readonly readonly: boolean;
  readonly attribute?: Attribute | undefined;
  /** Of a reference, as `declare -n` makes it: the name that it stands for; empty when there is none yet. */
  readonly reference?: string | undefined;
  /** The last assignment; `undefined` when the recipe was given the variable. */
  readonly place: Place | undefined;
  /** Of a variable that is not known: what it may be other than a scalar, which later assignments then go into. */
  readonly mayBe?: ListKind | undefined;
}

export type ListKind = 'list' | 'map';

export type Scope = Map<string, Variable>;

/** What an assignment writes to. */
export interface Target {
  readonly name: string;
  readonly place: Place;
  /** See {@link Variable.mayBe}. */
  readonly mayBe?: ListKind | undefined;
}

/** The variable that `name` means here, by dynamic scoping and through references. @throws NotKnown */
export function findVariable(shell: Shell, name: string): Variable | undefined {
  const variable = findOwn(shell, name);
  if (variable?.reference === undefined) return variable;
  const meant = throughReferences(shell, name);
  return meant === name ? undefined : findOwn(shell, meant);
}

/** The variable of that very name: a reference itself, not what it stands for. */
export function findOwn(shell: Shell, name: string): Variable | undefined {
  for (let index = shell.scopes.length - 1; index >= 0; index -= 1) {
    const variable = shell.scopes[index]?.get(name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

const LONGEST_CHAIN = 8;

/** The name that a reference stands for, or the name itself. @throws NotKnown for elements and circles */
function throughReferences(shell: Shell, name: string): string {
  let meant = name;
  for (let count = 0; count < LONGEST_CHAIN; count += 1) {
    const variable = findOwn(shell, meant);
    if (variable?.reference === undefined) return meant;
    const { reference, place } = variable;
    if (reference === '') return meant;
    if (reference === meant || !/^[A-Za-z_]\w*$/.test(reference)) {
      throw new NotKnown(`the reference \`${meant}\``, place ?? { pos: 0, end: 0 });
    }
    meant = reference;
  }
  throw new NotKnown(`the reference \`${name}\``, { pos: 0, end: 0 });
}

/** Makes a reference stand for a name. */
export function setReference(
  shell: Shell,
  scope: Scope | undefined,
  target: Target & { reference: string },
): void {
  const { name, place, reference } = target;
  const value = new NotKnown(`the reference \`${name}\``, placeOf(shell, place));
  scope?.set(name, { value, readonly: false, place: placeOf(shell, place), reference });
}

/** Where the variable of that very name is. */
export function holderOf(shell: Shell, name: string): Scope | undefined {
  return scopeOf(shell, name);
}

/** The value that `name` has here. @throws NotKnown */
function readVariable(
  shell: Shell,
  name: string,
  place: Place,
): string | ArrayElements | AssociativeArray | undefined {
  const variable = findVariable(shell, name);
  const value = variable?.value;
  if (shell.facts.inUse) noteRead(shell, name);
  if (value instanceof NotKnown)
    throw value.place.end === 0 ? new NotKnown(value.reason, placeOf(shell, place)) : value;
  if (value === undefined && name === 'BASH_SOURCE') return sourceFile(shell, place);
  if (computedVariables.has(name)) throw new NotKnown(`\`$${name}\``, placeOf(shell, place));
  if (value !== undefined) return value;
  const missing = variable === undefined;
  if (missing) noteAsked(shell, `environment ${name}`);
  if (missing && isHostVariable(name)) throw new NotKnown(`\`$${name}\` of the host`, placeOf(shell, place));
  if (missing && shell.anything !== undefined) throw shell.anything;
  return undefined;
}

/** The value as `$name` has it: element 0 of an array. @throws NotKnown */
export function readScalar(shell: Shell, name: string, place: Place): string | undefined {
  const value = readVariable(shell, name, place);
  if (typeof value !== 'object') return value;
  return isAssociative(value) ? value.get('0') : value[0];
}

/** `$BASH_SOURCE` where makepkg's start folder is known: it reads the file by its absolute name. */
function sourceFile(shell: Shell, place: Place): string[] {
  const startFolder = readScalar(shell, 'startdir', place);
  return [`${startFolder}/${shell.facts.host.fileName}`];
}

export function isAssociative(value: Value): value is AssociativeArray {
  return value instanceof Map;
}

/** The associative array that `name` is, if it is one. @throws NotKnown */
export function readAssociative(shell: Shell, name: string, place: Place): AssociativeArray | undefined {
  const variable = findVariable(shell, name);
  if (variable === undefined || typeof variable.value !== 'object') return undefined;
  const value = readVariable(shell, name, place);
  return isAssociative(value) ? value : undefined;
}

/** The elements as `${name[@]}` has them: a scalar is a list of one. @throws NotKnown */
export function readElements(shell: Shell, name: string, place: Place): ArrayElements {
  const value = readVariable(shell, name, place);
  if (value === undefined) return [];
  if (isAssociative(value)) return orderedKeys(value).map((key) => value.get(key));
  return typeof value === 'string' ? [value] : value;
}

/** Sets a variable where it is visible, or globally when it is not. */
export function setVariable(shell: Shell, target: Target, value: Value): void {
  const own = findOwn(shell, target.name);
  if (own?.reference === undefined) {
    setIn(shell, scopeOf(shell, target.name), changeOf(target, value));
    return;
  }
  if (value instanceof NotKnown) {
    forgetReferences(shell, target, value);
    return;
  }
  const name = throughReferences(shell, target.name);
  if (name !== target.name) setIn(shell, scopeOf(shell, name), changeOf({ ...target, name }, value));
  else if (typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value)) {
    setReference(shell, scopeOf(shell, name), { ...target, reference: value });
  } else throw new NotKnown(`the reference \`${name}\``, placeOf(shell, target.place));
}

/** Whatever a reference may stand for is not known any more. */
function forgetReferences(shell: Shell, target: Target, why: NotKnown): void {
  const seen = new Set<string>();
  for (let name = target.name; !seen.has(name); ) {
    seen.add(name);
    const reference = findOwn(shell, name)?.reference;
    const base = /^[A-Za-z_]\w*/.exec(reference ?? '')?.[0];
    if (base === undefined) setIn(shell, scopeOf(shell, name), changeOf({ ...target, name }, why));
    name = base ?? name;
  }
}

/** Sets a variable of the running function, as `local` does. */
export function setLocal(shell: Shell, target: Target, value: Value): void {
  setIn(shell, innermost(shell), changeOf(target, value));
}

/** Sets a global variable past the locals, as `declare -g` does. */
export function setGlobal(shell: Shell, target: Target, value: Value): void {
  setIn(shell, shell.scopes[0], changeOf(target, value));
}

/** Sets one element. `index` may count from the end. @throws NotKnown, LineDropped */
export function elementsWith(
  shell: Shell,
  target: Target,
  change: { readonly index: number; readonly text: string; readonly append: boolean },
): ArrayElements {
  const elements = readElements(shell, target.name, target.place);
  return withElement(shell, elements, { ...change, place: target.place });
}

export function makeReadonly(shell: Shell, target: Target): void {
  if (findOwn(shell, target.name)?.reference !== undefined) {
    throw new NotKnown('a reference that is read-only', placeOf(shell, target.place));
  }
  const scope = scopeOf(shell, target.name);
  const variable = scope?.get(target.name);
  const placed = { value: undefined, place: placeOf(shell, target.place), ...variable };
  scope?.set(target.name, { ...placed, readonly: true });
}

/** Gives a variable what `declare -i`, `-l` or `-u` gives it. */
export function setAttribute(
  shell: Shell,
  scope: 'local' | 'global',
  change: Target & { attribute: Attribute },
) {
  const { name, place, attribute } = change;
  const holder = scope === 'local' ? innermost(shell) : shell.scopes[0];
  const variable = holder?.get(name) ?? { value: undefined, readonly: false, place: placeOf(shell, place) };
  const isMixed = variable.attribute !== undefined && variable.attribute !== attribute;
  holder?.set(name, { ...variable, attribute: isMixed ? 'mixed' : attribute });
}

/** Removes a variable; a local one stays in its scope, not set. */
export function unsetVariable(shell: Shell, { name, place }: Target): void {
  unsetOwn(shell, { name: throughReferences(shell, name), place });
}

/** Removes a reference, not what it stands for. */
export function unsetReference(shell: Shell, target: Target): void {
  unsetOwn(shell, target);
}

function unsetOwn(shell: Shell, { name, place }: Target): void {
  const scope = scopeOf(shell, name);
  if (scope?.get(name)?.readonly === true || (scope === shell.scopes[0] && isConstant(name))) return;
  if (shell.facts.inUse) noteWritten(shell, name);
  const isLocal = scope === innermost(shell) && scope !== shell.scopes[0];
  if (isLocal || isHostVariable(name) || shell.anything !== undefined) {
    scope?.set(name, { value: undefined, readonly: false, place: placeOf(shell, place) });
  } else {
    scope?.delete(name);
  }
}

/** From here on nothing is known but what is assigned anew. */
export function forgetEverything(shell: Shell, why: NotKnown): void {
  shell.anything = why;
  shell.positional = why;
  for (const scope of shell.scopes) {
    for (const [name, variable] of scope) scope.set(name, { ...variable, value: why });
  }
  for (const name of shell.functions.keys()) shell.doubtfulFunctions.set(name, why);
}

interface Change extends Target {
  readonly value: Value;
}

function changeOf({ name, place, mayBe }: Target, value: Value): Change {
  return { name, place, mayBe, value };
}

function setIn(shell: Shell, scope: Scope | undefined, change: Change): void {
  const { name, place } = change;
  const existing = scope?.get(name);
  const value =
    typeof change.value === 'string'
      ? intoList(shell, existing, { name, place, text: change.value })
      : change.value;
  const isReadonly = existing?.readonly === true || (scope === shell.scopes[0] && isConstant(name));
  if (isReadonly) {
    if (value instanceof NotKnown) return;
    throw new ReadonlyRefused(`${name}: readonly variable`);
  }
  if (typeof value === 'string') checkedValue(shell, value, place);
  else if (Array.isArray(value)) checkedCount(shell, value.length, place);
  if (shell.facts.inUse) noteWritten(shell, name);
  const attribute = existing?.attribute;
  const kept = attribute === undefined ? value : withAttribute(shell, { value, attribute, place });
  const mayBe = kept instanceof NotKnown ? (change.mayBe ?? listKindOf(existing)) : undefined;
  const variable = { value: kept, readonly: false, place: shell.origin ?? place, attribute };
  scope?.set(name, mayBe === undefined ? variable : { ...variable, mayBe });
}

/** A scalar that is assigned to a list becomes its element 0. */
function intoList(
  shell: Shell,
  existing: Variable | undefined,
  { text, place }: Target & { readonly text: string },
): Value {
  const value = existing?.value;
  if (value instanceof NotKnown && existing?.mayBe !== undefined) return value;
  if (typeof value !== 'object' || value instanceof NotKnown) return text;
  const change = { text, append: false, place };
  return isAssociative(value)
    ? entriesWith(shell, value, { ...change, key: '0' })
    : withElement(shell, value, { ...change, index: 0 });
}

function listKindOf(variable: Variable | undefined): ListKind | undefined {
  const { value, mayBe } = variable ?? {};
  if (typeof value !== 'object' || value instanceof NotKnown) return mayBe;
  return isAssociative(value) ? 'map' : 'list';
}

function withAttribute(
  shell: Shell,
  { value, attribute, place }: { value: Value; attribute: Attribute; place: Place },
): Value {
  if (value === undefined || value instanceof NotKnown) return value;
  if (typeof value !== 'string') return new NotKnown('a list with attributes', placeOf(shell, place));
  if (attribute === 'lower') return smallLetters(value);
  if (attribute === 'upper') return capitals(value);
  if (/^(?:0|-?[1-9]\d{0,14})$/.test(value)) return value;
  return new NotKnown('an integer variable', placeOf(shell, place));
}

function scopeOf(shell: Shell, name: string): Scope | undefined {
  for (let index = shell.scopes.length - 1; index > 0; index -= 1) {
    if (shell.scopes[index]?.has(name) === true) return shell.scopes[index];
  }
  return shell.scopes[0];
}

function innermost(shell: Shell): Scope | undefined {
  return shell.scopes[shell.scopes.length - 1];
}
