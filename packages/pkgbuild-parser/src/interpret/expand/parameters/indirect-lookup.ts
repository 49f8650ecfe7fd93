import { takeSteps } from '../../state/budget.js';
import { LineDropped, NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { findOwn } from '../../state/variables/find-variable.js';
import { hostVariables } from '../../state/variables/host-variables.js';
import { orderedKeys } from '../../state/variables/ordered-keys.js';
import { readAssociative, readElements, readScalar } from '../../state/variables/read-variable.js';
import { presentElements } from '../../state/variables/variable.js';
import { type Expansion, listed, type Reference, single } from './expansion.js';
import { chargedElements, specialOf } from './special-parameters.js';

/** `${!name}`: the variable whose name is the value; `${!name[@]}`: the subscripts. */
export function lookUpIndirectly(shell: Shell, reference: Reference): Expansion {
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
  const isThere = !/^[A-Za-z_]/.test(parameter) || findOwn(shell, parameter) !== undefined;
  if (name === undefined && isThere) return single(undefined);
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
