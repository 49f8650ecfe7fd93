import { noteWritten } from '../facts.js';
import type { NotKnown } from '../outcomes.js';
import { placeOf } from '../places.js';
import type { Shell } from '../shell.js';
import { innermost, scopeOf, throughReferences } from './find-variable.js';
import { isConstant, isHostVariable } from './host-variables.js';
import type { Target } from './variable.js';

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

/** From here on only what is assigned again is known. */
export function forgetEverything(shell: Shell, why: NotKnown): void {
  shell.anything = why;
  shell.positional = why;
  for (const scope of shell.scopes) {
    for (const [name, variable] of scope) scope.set(name, { ...variable, value: why });
  }
  for (const name of shell.functions.keys()) shell.doubtfulFunctions.set(name, why);
}
