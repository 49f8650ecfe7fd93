import { NotKnown } from '../outcomes.js';
import type { Shell } from '../shell.js';
import type { Scope, Variable } from './variable.js';

/** The variable that `name` means here, by dynamic scoping and through references. @throws NotKnown */
export function findVariable(shell: Shell, name: string): Variable | undefined {
  const variable = findOwn(shell, name);
  if (variable?.reference === undefined) return variable;
  const meant = throughReferences(shell, name);
  return meant === name ? undefined : findOwn(shell, meant);
}

/** The variable of that very name: a reference itself, not what it stands for. */
export function findOwn(shell: Shell, name: string): Variable | undefined {
  for (let index = shell.scopes.length - 1; index >= 0; index -= 1) {
    const variable = shell.scopes[index]?.get(name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

const LONGEST_CHAIN = 8;

/** The name that a reference stands for, or the name itself. @throws NotKnown for elements and circles */
export function throughReferences(shell: Shell, name: string): string {
  let meant = name;
  for (let count = 0; count < LONGEST_CHAIN; count += 1) {
    const variable = findOwn(shell, meant);
    if (variable?.reference === undefined) return meant;
    const { reference, place } = variable;
    if (reference === '') return meant;
    if (reference === meant || !/^[A-Za-z_]\w*$/.test(reference)) {
      throw new NotKnown(`the reference \`${meant}\``, place ?? { pos: 0, end: 0 });
    }
    meant = reference;
  }
  throw new NotKnown(`the reference \`${name}\``, { pos: 0, end: 0 });
}

/** Where the variable of that very name is. */
export function holderOf(shell: Shell, name: string): Scope | undefined {
  return scopeOf(shell, name);
}

export function scopeOf(shell: Shell, name: string): Scope | undefined {
  for (let index = shell.scopes.length - 1; index > 0; index -= 1) {
    if (shell.scopes[index]?.has(name) === true) return shell.scopes[index];
  }
  return shell.scopes[0];
}

export function innermost(shell: Shell): Scope | undefined {
  return shell.scopes[shell.scopes.length - 1];
}
