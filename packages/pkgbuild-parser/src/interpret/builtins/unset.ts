import type { Place } from '../../problems/positions.js';
import { elementIndex } from '../arithmetic/subscripts.js';
import { takeSteps } from '../state/budget.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { findOwn, findVariable } from '../state/variables/find-variable.js';
import { readAssociative, readElements } from '../state/variables/read-variable.js';
import { setVariable } from '../state/variables/set-variable.js';
import { unsetReference, unsetVariable } from '../state/variables/unset-variable.js';
import type { Target } from '../state/variables/variable.js';

export function unset(shell: Shell, args: readonly string[], place: Place): Status {
  const kind = /^-[fvn]$/.test(args[0] ?? '') ? args[0] : undefined;
  const rest = kind === undefined ? args : args.slice(1);
  const names = rest[0] === '--' ? rest.slice(1) : rest;
  for (const name of names) {
    const element = /^([A-Za-z_]\w*)\[(.+)\]$/s.exec(name);
    if (element !== null && kind !== '-f') {
      unsetElement(shell, { name: element[1] ?? '', place }, element[2] ?? '');
      continue;
    }
    if (name.startsWith('-') || name.includes('['))
      throw new NotKnown(`\`unset ${name}\``, placeOf(shell, place));
    if (kind === '-n') {
      if (findOwn(shell, name)?.reference !== undefined) unsetReference(shell, { name, place });
      continue;
    }
    const isVariable = shell.scopes.some((scope) => scope.has(name));
    if (kind === '-f' || (kind === undefined && !isVariable)) {
      shell.functions.delete(name);
      shell.doubtfulFunctions.delete(name);
    } else unsetVariable(shell, { name, place });
  }
  return 0;
}

function unsetElement(shell: Shell, target: Target, subscript: string): void {
  const { name, place } = target;
  const map = readAssociative(shell, name, place);
  if (map !== undefined) {
    const entries = new Map(map);
    entries.delete(subscript);
    setVariable(shell, target, entries);
    return;
  }
  if (findVariable(shell, name)?.value === undefined) return;
  if (subscript === '@' || subscript === '*') {
    unsetVariable(shell, target);
    return;
  }
  const index = elementIndex(shell, subscript, target);
  const elements = [...readElements(shell, name, place)];
  takeSteps(shell, place, 1 + (elements.length >> 4));
  elements[index] = undefined;
  while (elements.length > 0 && elements[elements.length - 1] === undefined) elements.pop();
  setVariable(shell, target, elements);
}
