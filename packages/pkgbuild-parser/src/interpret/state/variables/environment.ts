import { NotKnown } from '../outcomes.js';
import { placeOf } from '../places.js';
import type { Shell } from '../shell.js';
import { findOwn } from './find-variable.js';
import type { Scope, Target, Value } from './variable.js';

const environments = new WeakSet<Scope>();

/** The scope of the assignments before a command, which end with it. */
export function createEnvironment(): Scope {
  const scope: Scope = new Map();
  environments.add(scope);
  return scope;
}

/** `export` and `readonly` of a variable that stands before the running command keep its value beyond the command. */
export function keepBeyondCommand(shell: Shell, { name, place }: Target): void {
  const at = shell.scopes.findLastIndex((scope) => environments.has(scope) && scope.has(name));
  const variable = findOwn(shell, name);
  if (at === -1 || variable === undefined) return;
  const below = shell.scopes.slice(0, at);
  const holder = below.findLast((scope) => scope.has(name)) ?? below[0];
  holder?.set(name, variable);
  if (holder === undefined || holder === shell.scopes[0]) return;
  // Bash lets what is kept in a local variable out of its function as well, with what it is then.
  const why = new NotKnown('a local variable that is exported before a command', placeOf(shell, place));
  shell.scopes[0]?.set(name, { value: why, readonly: false, place });
}

/** What stands before the call of the running function: `local name` begins with it. */
export function valueBeforeCommand({ scopes }: Shell, name: string): Value {
  const scope = scopes[scopes.length - 2];
  return scope !== undefined && environments.has(scope) ? scope.get(name)?.value : undefined;
}
