import type { ParameterOperation, Word } from 'unbash';
import type { Place } from '../positions.js';
import { elementIndex } from './arithmetic.js';
import { orderedKeys } from './associative.js';
import { homeNotKnown } from './home-folder.js';
import { hostVariables } from './host-variables.js';
import { type ArrayElements, presentElements } from './list-elements.js';
import { LineDropped, NotKnown, SubscriptRefused } from './outcomes.js';
import { findOwn, findVariable, readAssociative, readElements, readScalar } from './scope.js';
import { joinSegments } from './segments.js';
import { OWN_ARGUMENTS, placeOf, type Shell, takeSteps, writeError } from './shell.js';

/** What a parameter has before an operation is applied to it. */
export interface Expansion {
  readonly values: readonly string[];
  /** `@` or `*` for a list, which joins differently inside quotes. */
  readonly joins: '@' | '*' | undefined;
  readonly isSet: boolean;
}

/** A parameter as the syntax tree names it. */
export interface Reference extends Place {
  readonly text: string;
  readonly parameter: string;
  readonly prefix?: '!' | '#' | undefined;
  readonly index?: Word | undefined;
  readonly operation?: ParameterOperation | undefined;
}

/** @throws NotKnown, LineDropped */
export function lookUp(shell: Shell, reference: Reference): Expansion {
  const { parameter, index } = reference;
  if (reference.prefix === '!') return lookUpIndirectly(shell, reference);
  if (parameter === '@' || parameter === '*') return listed(positionalOf(shell, reference), parameter);
  if (!/^[A-Za-z_]/.test(parameter)) return single(specialOf(shell, reference));
  if (index === undefined) return single(readScalar(shell, parameter, reference));
  if (index.text === '@' || index.text === '*') {
    return listed(presentElements(chargedElements(shell, reference)), index.text);
  }
  const map = readAssociative(shell, parameter, reference);
  if (map !== undefined) return single(map.get(keyText(shell, index)));
  return single(elementOf(shell, reference, index));
}

/** A subscript before the first element is reported and stands for nothing, except to `${#…}`. */
function elementOf(shell: Shell, reference: Reference, index: Word): string | undefined {
  const { parameter, prefix } = reference;
  if (typeof findVariable(shell, parameter)?.value === 'string')
    return scalarElement(shell, reference, index);
  const elements = readElements(shell, parameter, reference);
  try {
    return elements[subscriptOf(shell, index, parameter)];
  } catch (error) {
    const isSet = findVariable(shell, parameter)?.value !== undefined;
    if (!(error instanceof SubscriptRefused) || (prefix !== undefined && isSet)) throw error;
    writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, reference)));
    return undefined;
  }
}

/** A scalar is its own element 0, and has no others. */
function scalarElement(shell: Shell, reference: Reference, index: Word): string | undefined {
  const { parameter } = reference;
  const text = joinSegments(shell.hooks.segmentsOf(shell, index, 'double-quoted'));
  const subscript = text === '0' ? 0 : elementIndex(shell, text, { name: parameter, place: index });
  if (reference.prefix === '#' && /^\s*-/.test(text))
    throw new LineDropped(`${parameter}: bad array subscript`);
  return subscript === 0 && !/^\s*-/.test(text) ? readScalar(shell, parameter, reference) : undefined;
}

/** The elements with their holes, of a reference to a whole list. `$@` counts from 1. */
export function elementsOf(shell: Shell, reference: Reference): ArrayElements | undefined {
  const { parameter, index } = reference;
  if (parameter === '@' || parameter === '*') return [undefined, ...positionalOf(shell, reference)];
  const isList = index?.text === '@' || index?.text === '*';
  const value = isList ? findVariable(shell, parameter)?.value : undefined;
  if (typeof value === 'string') return undefined;
  return isList ? chargedElements(shell, reference) : undefined;
}

/** What joins a list to one word: the first character of `IFS`. @throws NotKnown */
export function separatorOf(shell: Shell): string {
  const ifs = readScalar(shell, 'IFS', { pos: 0, end: 0 });
  return ifs === undefined ? ' ' : ifs.slice(0, 1);
}

/** The subscript of an element. @throws NotKnown, LineDropped */
export function subscriptOf(shell: Shell, index: Word, name: string): number {
  const text = joinSegments(shell.hooks.segmentsOf(shell, index, 'double-quoted'));
  return elementIndex(shell, text, { name, place: index });
}

/** The subscript of an element of an associative array. @throws NotKnown, LineDropped */
export function keyText(shell: Shell, index: Word): string {
  if (index.text.startsWith('~')) throw homeNotKnown(shell, index);
  return joinSegments(shell.hooks.segmentsOf(shell, index, 'bare'));
}

/** `${!name}`: the variable whose name is the value; `${!name[@]}`: the subscripts. */
function lookUpIndirectly(shell: Shell, reference: Reference): Expansion {
  const { parameter, index, text } = reference;
  if (reference.operation?.type === 'Names') return namesWith(shell, reference, reference.operation.operator);
  if (index?.text === '@' || index?.text === '*') {
    const map = readAssociative(shell, parameter, reference);
    if (map !== undefined) return listed(orderedKeys(map), index.text);
    const elements = chargedElements(shell, reference);
    const subscripts = elements.flatMap((element, i) => (element === undefined ? [] : [String(i)]));
    return listed(subscripts, index.text);
  }
  if (index !== undefined || (/[@*]\}$/.test(text) && /^[A-Za-z_]/.test(parameter))) {
    throw new NotKnown(`the expansion \`${text}\``, placeOf(shell, reference));
  }
  const meant = findOwn(shell, parameter)?.reference;
  if (meant !== undefined) return single(meant === '' ? undefined : meant);
  const name = ownValue(shell, reference);
  if (name === undefined && findVariable(shell, parameter)?.value !== undefined) return single(undefined);
  if (name === undefined || name === '') throw new LineDropped(`${parameter}: invalid indirect expansion`);
  return lookUpNamed(shell, { ...reference, prefix: undefined, parameter: name });
}

function ownValue(shell: Shell, reference: Reference): string | undefined {
  const { parameter } = reference;
  if (parameter === '@' || parameter === '*') {
    throw new NotKnown(`the expansion \`${reference.text}\``, placeOf(shell, reference));
  }
  return /^[A-Za-z_]/.test(parameter) ? readScalar(shell, parameter, reference) : specialOf(shell, reference);
}

/** A variable, an element with a plain subscript, a whole list or a positional parameter. */
function lookUpNamed(shell: Shell, reference: Reference): Expansion {
  const { parameter: name } = reference;
  if (/^[A-Za-z_]\w*$/.test(name)) return single(readScalar(shell, name, reference));
  if (/^(?:\d+|[#?])$/.test(name)) return single(specialOf(shell, reference));
  if (!/^[A-Za-z_]\w*\[.*\]$/s.test(name) && !/^[@*!$-]$/.test(name)) {
    throw new LineDropped(`${name}: invalid variable name`);
  }
  const [, list, subscript] = /^([A-Za-z_]\w*)\[(\d{1,9}|[@*])\]$/.exec(name) ?? [];
  const isMap = list !== undefined && readAssociative(shell, list, reference) !== undefined;
  if (list === undefined || subscript === undefined || isMap) {
    throw new NotKnown(`the expansion \`${reference.text}\``, placeOf(shell, reference));
  }
  const elements = readElements(shell, list, reference);
  if (subscript === '@' || subscript === '*') return listed(presentElements(elements), subscript);
  return single(elements[Number(subscript)]);
}

/** `${!prefix@}`: the names that begin so. */
function namesWith(shell: Shell, reference: Reference, joins: '@' | '*'): Expansion {
  const { parameter } = reference;
  const isDoubtful =
    shell.anything !== undefined || [...hostVariables].some((name) => name.startsWith(parameter));
  if (isDoubtful) throw new NotKnown(`the expansion \`${reference.text}\``, placeOf(shell, reference));
  const names = new Set<string>();
  takeSteps(
    shell,
    reference,
    shell.scopes.reduce((sum, scope) => sum + scope.size, 0),
  );
  for (const scope of shell.scopes) {
    for (const [name, { value }] of scope)
      if (value !== undefined && name.startsWith(parameter)) names.add(name);
  }
  return listed([...names].sort(), joins);
}

/** Going through a long list costs steps. */
function chargedElements(shell: Shell, reference: Reference): ArrayElements {
  const elements = readElements(shell, reference.parameter, reference);
  takeSteps(shell, reference, elements.length >> 4);
  return elements;
}

function specialOf(shell: Shell, reference: Reference): string | undefined {
  const { parameter } = reference;
  if (parameter === '#' && shell.positional === OWN_ARGUMENTS) return '1';
  if (parameter === '#') return String(positionalOf(shell, reference).length);
  if (parameter === '?' && typeof shell.status === 'number') return String(shell.status);
  if (parameter === '?' && shell.status instanceof NotKnown) throw shell.status;
  if (/^[1-9]\d*$/.test(parameter)) return positionalOf(shell, reference)[Number(parameter) - 1];
  throw new NotKnown(`\`$${parameter}\``, placeOf(shell, reference));
}

function positionalOf(shell: Shell, reference: Reference): readonly string[] {
  if (shell.positional instanceof NotKnown) {
    throw new NotKnown(shell.positional.reason, placeOf(shell, reference));
  }
  return shell.positional;
}

function listed(values: readonly string[], joins: '@' | '*'): Expansion {
  return { values, joins, isSet: values.length > 0 };
}

function single(value: string | undefined): Expansion {
  return { values: [value ?? ''], joins: undefined, isSet: value !== undefined };
}
