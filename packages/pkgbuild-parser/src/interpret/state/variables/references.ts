import { NotKnown } from '../outcomes.js';
import { placeOf } from '../places.js';
import type { Shell } from '../shell.js';
import type { Scope, Target } from './variable.js';

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
