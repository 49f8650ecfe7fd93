import type { Assignment, Command } from 'unbash';
import { assign } from './assignments.js';
import { findBuiltin } from './builtins.js';
import { declarationNames, declareVariables } from './declarations.js';
import { makeBodyNotKnown } from './effects.js';
import { type Flow, FlowNotKnown, NotKnown, type Status } from './outcomes.js';
import { readRedirections } from './redirections.js';
import { forgetEverything, setLocal } from './scope.js';
import { type FunctionDefinition, nested, placeOf, type Shell, takeSteps } from './shell.js';
import { fieldsOf } from './words.js';

/** Runs a body in the function's own scope; handed in, since statements contain commands. */
export type RunBody = (shell: Shell, definition: FunctionDefinition) => Flow | undefined;

/** Evaluates a simple command: assignments, a function, a builtin, or a program that is not run. */
export function evaluateCommand(shell: Shell, command: Command, runBody: RunBody): Flow | undefined {
  takeSteps(shell, command);
  shell.substitutionStatus = undefined;
  const { name } = command;
  if (name === undefined) return evaluateAssignments(shell, command);
  if (declarationNames.has(name.text) && !shell.functions.has(name.text)) {
    shell.status = declareVariables(shell, name.text, command);
    return undefined;
  }
  const words = [name, ...command.args.filter((argument) => argument.type === 'Word')];
  const [called, ...args] = fieldsOf(shell, words);
  if (called === undefined) return evaluateAssignments(shell, command);
  return withRedirections(shell, command, () => call(shell, { called, args, command }, runBody));
}

function evaluateAssignments(shell: Shell, command: Command): Flow | undefined {
  if (command.redirects.length > 0)
    throw new NotKnown('a redirection without a command', placeOf(shell, command));
  for (const prefix of command.prefix) if (prefix.type === 'Assignment') assign(shell, prefix);
  shell.status = shell.substitutionStatus ?? 0;
  return undefined;
}

interface Call {
  readonly called: string;
  readonly args: readonly string[];
  readonly command: Command;
}

function call(shell: Shell, use: Call, runBody: RunBody): Flow | undefined {
  const { called, args, command } = use;
  const doubt = shell.doubtfulFunctions.get(called);
  const definition = shell.functions.get(called);
  const builtin = findBuiltin(called);
  if (doubt !== undefined) forgetEverything(shell, doubt);
  else if (definition !== undefined) {
    return withEnvironment(shell, command, () => callFunction(shell, { definition, args }, runBody));
  } else if (builtin !== undefined) {
    return withEnvironment(shell, command, () => settle(shell, builtin(shell, args, command)));
  }
  throw new NotKnown(`the result of \`${called}\``, placeOf(shell, command));
}

function settle(shell: Shell, outcome: Status | Flow): Flow | undefined {
  if (typeof outcome === 'object' && 'type' in outcome) return outcome;
  shell.status = outcome;
  return undefined;
}

function callFunction(
  shell: Shell,
  { definition, args }: { definition: FunctionDefinition; args: readonly string[] },
  runBody: RunBody,
): Flow | undefined {
  const outer = shell.positional;
  shell.positional = args;
  shell.scopes.push(new Map());
  try {
    nested(shell, definition.place, () => runBody(shell, definition));
  } catch (error) {
    if (!(error instanceof FlowNotKnown) || error.reaches === 'shell') throw error;
    shell.status = error.why;
    shell.outputNotKnown ??= error.why;
    makeBodyNotKnown(shell, definition.node.body, error.why);
  } finally {
    shell.scopes.pop();
    shell.positional = outer;
  }
  return undefined;
}

/** Assignments before a command last as long as the command. */
function withEnvironment<T>(shell: Shell, command: Command, run: () => T): T {
  const assignments = command.prefix.filter((prefix): prefix is Assignment => prefix.type === 'Assignment');
  if (assignments.length === 0) return run();
  shell.scopes.push(new Map());
  try {
    for (const assignment of assignments) assign(shell, assignment, setLocal);
    return run();
  } finally {
    shell.scopes.pop();
  }
}

function withRedirections<T>(shell: Shell, command: Command, run: () => T): T {
  if (command.redirects.length === 0) return run();
  const { discardsOutput, input } = readRedirections(shell, command.redirects);
  const outer = { output: shell.output, input: shell.input };
  if (discardsOutput) shell.output = undefined;
  if (input !== undefined) shell.input = input;
  try {
    return run();
  } finally {
    shell.output = outer.output;
    if (input !== undefined) shell.input = outer.input;
  }
}
