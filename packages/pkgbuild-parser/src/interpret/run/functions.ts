import { makeBodyNotKnown } from '../effects/make-not-known.js';
import { nested } from '../state/budget.js';
import { type Flow, FlowNotKnown } from '../state/outcomes.js';
import { spoilOutput } from '../state/output.js';
import { placeOf, withOrigin } from '../state/places.js';
import type { FunctionDefinition, Shell } from '../state/shell.js';

/** Calls a function of the recipe in a scope of its own. */
export function callFunction(
  shell: Shell,
  { definition, args }: { definition: FunctionDefinition; args: readonly string[] },
): Flow | undefined {
  const { positional, source, loops, localFlags } = shell;
  const outer = { positional, source, loops, localFlags };
  shell.positional = args;
  shell.loops = 0;
  shell.localFlags = undefined;
  shell.source = definition.source;
  shell.scopes.push(new Map());
  const run = () => nested(shell, definition.place, () => runBody(shell, definition));
  try {
    if (definition.source === outer.source) run();
    else withOrigin(shell, definition.place, run);
  } catch (error) {
    if (!(error instanceof FlowNotKnown) || error.reaches === 'shell' || error.reaches === 'line')
      throw error;
    shell.status = error.why;
    spoilOutput(shell, error.why);
    makeBodyNotKnown(shell, definition.node.body, error.why);
  } finally {
    shell.scopes.pop();
    restoreFlags(shell);
    Object.assign(shell, outer);
  }
  return undefined;
}

/** What `local -` has saved; `shopt` and `cd` are not part of it. */
function restoreFlags({ settings, localFlags }: Shell): void {
  if (localFlags === undefined) return;
  const stays = [...settings.flags].filter((flag) => flag.length > 1 && flag !== 'pipefail');
  settings.flags = new Set([...stays, ...localFlags]);
}

/** Keeps the definition of a function. */
export function defineFunction(shell: Shell, node: FunctionDefinition['node']): void {
  const name = node.name.text;
  const text = shell.source.slice(node.pos, node.end);
  shell.functions.set(name, { name, node, text, source: shell.source, place: placeOf(shell, node) });
  shell.doubtfulFunctions.delete(name);
  shell.status = 0;
}

function runBody(shell: Shell, { node }: FunctionDefinition): Flow | undefined {
  const { body } = node;
  if (body.type === 'CompoundList') return shell.interpreter.runStatements(shell, body.commands);
  return shell.interpreter.runCommand(shell, body);
}
