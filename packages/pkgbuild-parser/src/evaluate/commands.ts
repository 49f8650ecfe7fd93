import type { Assignment, Command, Redirection } from 'unbash';
import type { Place } from '../positions.js';
import { assign } from './assignments.js';
import { findBuiltin } from './builtins.js';
import { lookUpCommand } from './command-lookup.js';
import { declarationNames, declareVariables } from './declarations.js';
import { makeBodyNotKnown } from './effects.js';
import { commandFact } from './facts.js';
import {
  ExpansionRefused,
  type Flow,
  FlowNotKnown,
  LineDropped,
  NotKnown,
  ShellExit,
  type Status,
} from './outcomes.js';
import { readRedirections } from './redirections.js';
import { forgetEverything, setLocal } from './scope.js';
import {
  type FunctionDefinition,
  nested,
  placeOf,
  type Shell,
  spoilOutput,
  takeSteps,
  withOrigin,
  write,
  writeError,
} from './shell.js';
import { findTextCommand } from './text-commands.js';
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
  return withRedirections(shell, command.redirects, () => call(shell, { called, args, command }, runBody));
}

function evaluateAssignments(shell: Shell, command: Command): Flow | undefined {
  if (command.redirects.length > 0) return readWholeFile(shell, command);
  let unknown: NotKnown | undefined;
  for (const prefix of command.prefix) {
    if (prefix.type !== 'Assignment') continue;
    const why = assign(shell, prefix);
    if (why !== undefined && holdsSubstitutions(prefix.text)) unknown = why;
  }
  shell.status = unknown ?? shell.substitutionStatus ?? 0;
  return undefined;
}

/** Whether there are several: the status is that of the last one, which may not have been evaluated. */
function holdsSubstitutions(text: string): boolean {
  return (text.match(/\$\(|`[^`]*`/g)?.length ?? 0) > 1;
}

/** `$(< file)` */
function readWholeFile(shell: Shell, command: Command): undefined {
  const [redirection] = command.redirects;
  const isOnlyThat =
    command.redirects.length === 1 && command.prefix.length <= 1 && redirection?.type === 'Redirect';
  if (!isOnlyThat || redirection.operator !== '<' || shell.output === undefined) {
    throw new NotKnown('a redirection without a command', placeOf(shell, command));
  }
  write(shell, readRedirections(shell, [redirection]).input ?? '', command);
  shell.status = 0;
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
  if (doubt !== undefined) forgetEverything(shell, doubt);
  else if (definition !== undefined) {
    return withEnvironment(shell, command, () => callFunction(shell, { definition, args }, runBody));
  } else return withEnvironment(shell, command, () => callOwn(shell, use));
  throw new NotKnown(`the result of \`${called}\``, placeOf(shell, command));
}

/** A builtin or a program. */
function callOwn(shell: Shell, { called, args, command }: Call): Flow | undefined {
  const [next] = args;
  const skipsFunctions = (called === 'command' || called === 'builtin') && next !== undefined;
  if (skipsFunctions && !next.startsWith('-')) {
    return callOwn(shell, { called: next, args: args.slice(1), command });
  }
  const builtin = findBuiltin(called);
  if (builtin !== undefined) {
    const outcome = builtin(shell, args, command);
    noteMessage(shell, { called, outcome, place: command });
    return settle(shell, outcome);
  }
  if (['command', 'hash', 'type', 'which'].includes(called)) {
    const outcome = lookUpCommand(shell, [called, ...args], command);
    if (called !== 'command') noteMessage(shell, { called, outcome, place: command });
    return settle(shell, outcome);
  }
  if (commandFact(shell, called) === false) {
    noteMessage(shell, { called, outcome: 127, place: command });
    return settle(shell, 127);
  }
  const textCommand = findTextCommand(called);
  if (textCommand !== undefined)
    return settle(shell, textCommand({ shell, name: called, args, place: command }));
  throw new NotKnown(`the result of \`${called}\``, placeOf(shell, command));
}

/** Builtins whose status 1 is an answer, and those whose status is that of other commands. */
const ANSWERING: ReadonlySet<string> = new Set(
  'false let mapfile read readarray return shopt test ['.split(' '),
);
const PASSING: ReadonlySet<string> = new Set(['eval', 'source', '.']);

/** Any other failure is reported on standard error, in bash's own words. */
function noteMessage(
  shell: Shell,
  { called, outcome, place }: { called: string; outcome: Status | Flow; place: Place },
): void {
  if (shell.errors === undefined || outcome === 0 || PASSING.has(called)) return;
  if (outcome === 1 && ANSWERING.has(called)) return;
  if (typeof outcome === 'object' && 'type' in outcome) return;
  writeError(shell, new NotKnown(`what \`${called}\` reports`, placeOf(shell, place)));
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
    if (!(error instanceof FlowNotKnown) || error.reaches === 'shell') throw error;
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

/** Assignments before a command last as long as the command. */
function withEnvironment<T>(shell: Shell, command: Command, run: () => T): T {
  const assignments = command.prefix.filter((prefix): prefix is Assignment => prefix.type === 'Assignment');
  if (assignments.length === 0) return run();
  shell.scopes.push(new Map());
  try {
    for (const assignment of assignments) assign(shell, assignment, { set: setLocal });
    return run();
  } finally {
    shell.scopes.pop();
  }
}

/** Runs it with its output and input led elsewhere. @throws NotKnown when a file is involved that is not known */
export function withRedirections<T>(shell: Shell, redirections: readonly Redirection[], run: () => T): T {
  if (redirections.length === 0) return run();
  const { output, errors, input } = readRedirections(shell, redirections);
  const outer = { output: shell.output, errors: shell.errors, input: shell.input };
  Object.assign(shell, { output, errors });
  if (input !== undefined) shell.input = input;
  if (shell.settings.flags.has('x')) writeError(shell, new NotKnown('`set -x`', placeOf(shell, NOWHERE)));
  try {
    return run();
  } catch (error) {
    if (error instanceof ShellExit && shell.exitTrap !== undefined) {
      const why = new NotKnown('the output of `trap`', placeOf(shell, NOWHERE));
      for (const sink of [outer.output, outer.errors]) if (sink !== undefined) sink.notKnown ??= why;
    }
    if (error instanceof LineDropped || error instanceof ExpansionRefused) {
      writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, NOWHERE)));
    }
    throw error;
  } finally {
    shell.output = outer.output;
    shell.errors = outer.errors;
    if (input !== undefined) shell.input = outer.input;
  }
}

const NOWHERE = { pos: 0, end: 0 };
