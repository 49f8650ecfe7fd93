import { NotKnown } from '../outcomes.js';
import { placeOf } from '../places.js';
import type { Shell } from '../shell.js';
import { findOwn, innermost, scopeOf } from './find-variable.js';
import type { Attribute, Target } from './variable.js';

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
