import type { Place } from '../../../problems/positions.js';
import { capitals, smallLetters } from '../../text/letter-case.js';
import { checkedCount, checkedValue } from '../budget.js';
import { noteWritten } from '../facts.js';
import { FlowNotKnown, LineDropped, NotKnown, ReadonlyRefused } from '../outcomes.js';
import { placeOf } from '../places.js';
import type { Shell } from '../shell.js';
import { findOwn, innermost, scopeOf, throughReferences } from './find-variable.js';
import { isConstant } from './host-variables.js';
import { entriesWith, withElement } from './list-elements.js';
import { readElements } from './read-variable.js';
import { setReference } from './references.js';
import {
  type ArrayElements,
  type Attribute,
  isAssociative,
  type ListKind,
  type Scope,
  type Target,
  type Value,
  type Variable,
} from './variable.js';

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
  const mayBe =
    kept instanceof NotKnown ? (change.mayBe ?? kindOf(change.value) ?? listKindOf(existing)) : undefined;
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
  return kindOf(variable?.value) ?? variable?.mayBe;
}

function kindOf(value: Value): ListKind | undefined {
  if (typeof value !== 'object' || value instanceof NotKnown) return undefined;
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
  if (attribute === 'integer') return integerOf(shell, value, place);
  throw new FlowNotKnown('shell', new NotKnown('an integer variable', placeOf(shell, place)));
}

/** The value of the text as an expression; one that is wrong ends the shell. @throws FlowNotKnown */
function integerOf(shell: Shell, text: string, place: Place): string {
  try {
    return String(shell.interpreter.evaluateExpression(shell, { text, within: undefined }, place));
  } catch (error) {
    if (error instanceof NotKnown) throw new FlowNotKnown('shell', error);
    if (!(error instanceof LineDropped)) throw error;
    throw new FlowNotKnown('shell', new NotKnown(`bash's error: ${error.message}`, placeOf(shell, place)));
  }
}
