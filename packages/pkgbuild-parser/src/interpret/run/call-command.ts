import type { Assignment, Command } from 'unbash';
import type { Place } from '../../problems/positions.js';
import { assign } from '../assign/assign.js';
import { findBuiltin } from '../builtins/builtins.js';
import { lookUpCommand } from '../builtins/command-lookup.js';
import { findProgram } from '../programs/programs.js';
import { commandFact } from '../state/facts.js';
import { type Flow, NotKnown, type Status } from '../state/outcomes.js';
import { writeError } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { createEnvironment } from '../state/variables/environment.js';
import { setLocal } from '../state/variables/set-variable.js';
import { forgetEverything } from '../state/variables/unset-variable.js';
import { callFunction } from './functions.js';

interface Call {
  readonly called: string;
  readonly args: readonly string[];
  readonly command: Command;
}

export function call(shell: Shell, use: Call): Flow | undefined {
  const { called, args, command } = use;
  const doubt = shell.doubtfulFunctions.get(called);
  const definition = shell.functions.get(called);
  if (doubt !== undefined) forgetEverything(shell, doubt);
  else if (definition !== undefined) {
    return withEnvironment(shell, command, () => callFunction(shell, { definition, args }));
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
  const program = findProgram(called);
  if (program !== undefined) return settle(shell, program({ shell, name: called, args, place: command }));
  throw new NotKnown(`the result of \`${called}\``, placeOf(shell, command));
}

/** Builtins whose status 1 is a result and not an error, and those whose status is that of other commands. */
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

/** Assignments before a command last as long as the command. */
function withEnvironment<T>(shell: Shell, command: Command, run: () => T): T {
  const assignments = command.prefix.filter((prefix): prefix is Assignment => prefix.type === 'Assignment');
  if (assignments.length === 0) return run();
  shell.scopes.push(createEnvironment());
  try {
    for (const assignment of assignments) assign(shell, assignment, { set: setLocal, isBeforeCommand: true });
    return run();
  } finally {
    shell.scopes.pop();
  }
}
