import type { Word } from 'unbash';
import { subscriptValue } from '../../arithmetic/subscripts.js';
import { LineDropped, SubscriptRefused } from '../../state/outcomes.js';
import { reportSubscript } from '../../state/report-subscript.js';
import { joinSegments } from '../../state/segments.js';
import type { Shell } from '../../state/shell.js';
import { findVariable } from '../../state/variables/find-variable.js';
import { readAssociative, readElements, readScalar } from '../../state/variables/read-variable.js';
import { type ArrayElements, presentElements } from '../../state/variables/variable.js';
import { type Expansion, listed, type Reference, single } from './expansion.js';
import { lookUpIndirectly } from './indirect-lookup.js';
import { chargedElements, positionalOf, specialOf } from './special-parameters.js';
import { keyText, subscriptOf } from './subscripts.js';

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
    return void reportSubscript(shell, parameter, reference);
  }
}

/** A scalar is its own element 0, and has no others. */
function scalarElement(shell: Shell, reference: Reference, index: Word): string | undefined {
  const { parameter } = reference;
  const text = joinSegments(shell.interpreter.segmentsOf(shell, index, 'double-quoted'));
  const subscript = text === '0' ? 0 : subscriptValue(shell, text, index);
  if (subscript === 0) return readScalar(shell, parameter, reference);
  if (subscript > 0) return undefined;
  if (reference.prefix === '#') throw new LineDropped(`${parameter}: bad array subscript`);
  return void reportSubscript(shell, parameter, reference);
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
