import type { SyntaxNode } from 'unbash';
import { noteDependent } from '../state/facts.js';
import { FlowNotKnown, type NotKnown } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';
import { setVariable } from '../state/variables/set-variable.js';
import { forgetEverything } from '../state/variables/unset-variable.js';
import { effectsOf } from './collect-effects.js';
import type { Effects } from './effects.js';

/**
 * For a piece of the text that may or may not run: everything that it could change is not
 * known from here on.
 * @throws FlowNotKnown when it could leave the loop, function or shell around it.
 */
export function makeNotKnown(shell: Shell, node: SyntaxNode, why: NotKnown): void {
  applyEffects(shell, effectsOf(shell, node), { node, why });
}

/** Whatever the text could assign, taken or not, depends on the facts that it asked for. */
export function noteBranches(shell: Shell, node: SyntaxNode): void {
  for (const name of effectsOf(shell, node).variables) noteDependent(shell, name);
}

/** The same for the body of a function that has been called: `return` ends only the function. */
export function makeBodyNotKnown(shell: Shell, body: SyntaxNode, why: NotKnown): void {
  const effects = effectsOf(shell, body);
  effects.reaches.delete('loop');
  effects.reaches.delete('function');
  applyEffects(shell, effects, { node: body, why });
}

function applyEffects(shell: Shell, effects: Effects, at: { node: SyntaxNode; why: NotKnown }): void {
  const { node, why } = at;
  if (effects.anything) forgetEverything(shell, why);
  for (const name of effects.variables)
    setVariable(shell, { name, place: node, mayBe: effects.lists.get(name) }, why);
  for (const name of effects.functions) shell.doubtfulFunctions.set(name, why);
  for (const reach of ['loop', 'function', 'shell'] as const) {
    if (effects.reaches.has(reach)) throw new FlowNotKnown(reach, why);
  }
}
