import { type Assignment, parse } from 'unbash';
import type { Place } from '../../../problems/positions.js';
import { assign, type Setter } from '../../assign/assign.js';
import { takeSteps } from '../../state/budget.js';
import { FlowNotKnown, NotKnown } from '../../state/outcomes.js';
import { placeOf, withOrigin } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { makeReadonly, setAttribute } from '../../state/variables/attributes.js';
import { findOwn, findVariable } from '../../state/variables/find-variable.js';
import { setGlobal, setLocal } from '../../state/variables/set-variable.js';
import { isAssociative, type Value } from '../../state/variables/variable.js';
import type { Declaration } from './declaration.js';
import { declareReference } from './declare-reference.js';

export function declareAssignment(
  shell: Shell,
  declaration: Declaration,
  { assignment, text }: { readonly assignment: Assignment; readonly text: string | NotKnown | undefined },
): void {
  const target = { name: assignment.name, place: assignment };
  if (declaration.isReference) {
    if (typeof text !== 'string')
      throw text ?? new NotKnown(`the reference \`${target.name}\``, placeOf(shell, assignment));
    declareReference(shell, declaration, { ...target, text });
    return;
  }
  if (
    declaration.set === setLocal &&
    findOwn(shell, target.name)?.reference !== undefined &&
    !isLocalHere(shell, target.name)
  ) {
    setLocal(shell, target, undefined);
  }
  if (
    declaration.set === setGlobal &&
    isLocal(shell, target.name) &&
    declaresBehindLocal(shell, declaration, { assignment, text })
  )
    return;
  const isFreshLocal = declaration.set === setLocal && !isLocalHere(shell, assignment.name);
  const { set, empty, attribute } = declaration;
  if (empty !== undefined && assignment.value.type === 'Word' && assignment.index === undefined) {
    if (assignment.append === true) throw listFromText(shell, assignment);
    if (typeof text !== 'string') throw text ?? listFromText(shell, assignment);
    declareText(shell, declaration, { ...target, text });
    return;
  }
  if (isAssociative(empty)) {
    declareMap(shell, declaration, { assignment, text });
    return;
  }
  if (attribute !== undefined)
    setAttribute(shell, set === setGlobal ? 'global' : 'local', { ...target, attribute });
  if (isFreshLocal && (assignment.append === true || assignment.index !== undefined))
    setLocal(shell, target, undefined);
  if (isFreshLocal && assignment.value.type === 'Word' && assignment.index === undefined) {
    assignFreshScalar(shell, { assignment, text }, set);
  } else assign(shell, assignment, { set, text });
  if (declaration.isReadonly) makeReadonly(shell, target);
}

/** The variable is a map before the words in parentheses are read. */
function declareMap(
  shell: Shell,
  { set, isReadonly }: Declaration,
  { assignment, text }: { readonly assignment: Assignment; readonly text: string | NotKnown | undefined },
): void {
  const target = { name: assignment.name, place: assignment };
  const holder = set === setLocal ? shell.scopes[shell.scopes.length - 1] : shell.scopes[0];
  const current = holder?.get(assignment.name)?.value;
  if (set === setGlobal && isLocal(shell, assignment.name)) {
    throw new NotKnown('`declare -gA` past a local variable', placeOf(shell, assignment));
  }
  if (!isAssociative(current)) set(shell, target, new Map());
  assign(shell, assignment, { set, text });
  if (isReadonly) makeReadonly(shell, target);
}

function isLocal(shell: Shell, name: string): boolean {
  return shell.scopes.slice(1).some((scope) => scope.has(name));
}

/** A new local variable does not see that an outer one of the same name is an array. */
function assignFreshScalar(
  shell: Shell,
  { assignment, text }: { readonly assignment: Assignment; readonly text: string | NotKnown | undefined },
  set: Setter,
): void {
  const outer = findVariable(shell, assignment.name)?.value;
  if (!Array.isArray(outer) && !isAssociative(outer)) {
    assign(shell, assignment, { set, text });
    return;
  }
  assign(shell, assignment, {
    set: (inShell, at, value) => set(inShell, at, scalarOf(value)),
    text,
  });
}

function scalarOf(value: Value): Value {
  return Array.isArray(value) ? value[0] : isAssociative(value) ? value.get('0') : value;
}

export function isLocalHere(shell: Shell, name: string): boolean {
  return shell.scopes[shell.scopes.length - 1]?.has(name) === true;
}

/**
 * `declare -g` past a local variable of the same name, where what is there now and its attributes are not the local
 * one's; says whether the declaration is done. @throws FlowNotKnown
 */
function declaresBehindLocal(
  shell: Shell,
  { attribute, empty }: Declaration,
  { assignment, text }: { readonly assignment: Assignment; readonly text: string | NotKnown | undefined },
): boolean {
  const target = { name: assignment.name, place: assignment };
  const isChange = assignment.append === true || assignment.index !== undefined || attribute !== undefined;
  const why = new NotKnown('a global variable behind a local one', placeOf(shell, assignment));
  if (isChange && attribute === 'integer') throw new FlowNotKnown('shell', why);
  if (isChange || typeof shell.scopes[0]?.get(target.name)?.value === 'object') setGlobal(shell, target, why);
  else if (typeof text === 'string' && empty === undefined) setGlobal(shell, target, text);
  else return false;
  return true;
}

/** Text in parentheses is read again as a list where a list is declared, as in `declare -a "x=($words)"`. */
export function declareText(
  shell: Shell,
  declaration: Declaration,
  { name, place, text }: { readonly name: string; readonly place: Place; readonly text: string },
): void {
  const { set, empty } = declaration;
  const holder =
    set === setLocal ? shell.scopes[shell.scopes.length - 1]?.get(name) : findVariable(shell, name);
  const isList = typeof holder?.value === 'object' && !(holder.value instanceof NotKnown);
  const isListText = text.startsWith('(') && text.endsWith(')');
  if (set === setGlobal && isLocal(shell, name) && typeof shell.scopes[0]?.get(name)?.value === 'object')
    throw listFromText(shell, place);
  if (empty === undefined && !(isList && isListText)) {
    set(shell, { name, place }, text);
    return;
  }
  const assignment = isListText && empty !== undefined ? listAssignment(shell, `${name}=${text}`) : undefined;
  if (assignment !== undefined) {
    withOrigin(shell, place, () => declareAssignment(shell, declaration, { assignment, text: undefined }));
  } else if (Array.isArray(empty) && !isList && !isListText) set(shell, { name, place }, [text]);
  else throw listFromText(shell, place);
}

function listAssignment(shell: Shell, text: string): Assignment | undefined {
  takeSteps(shell, { pos: 0, end: 0 }, 1 + (text.length >> 4));
  const { commands, errors } = parse(text);
  const command = commands[0]?.command;
  if (errors !== undefined || commands.length !== 1 || command?.type !== 'Command') return undefined;
  const [assignment, ...others] = command.prefix;
  const isAlone = others.length === 0 && command.name === undefined && command.redirects.length === 0;
  return isAlone && assignment?.type === 'Assignment' && assignment.value.type === 'ArrayValue'
    ? assignment
    : undefined;
}

function listFromText(shell: Shell, place: Place): NotKnown {
  return new NotKnown('a list declared with text', placeOf(shell, place));
}
