import type { Place } from '../../../problems/positions.js';
import { noteAsked, noteRead } from '../facts.js';
import { NotKnown } from '../outcomes.js';
import { placeOf } from '../places.js';
import type { Shell } from '../shell.js';
import { findVariable } from './find-variable.js';
import { computedVariables, isHostVariable } from './host-variables.js';
import { orderedKeys } from './ordered-keys.js';
import { type ArrayElements, type AssociativeArray, isAssociative } from './variable.js';

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
