import type { Function as FunctionNode, ParsedScript, Statement, Word } from 'unbash';
import type { Place } from '../../problems/positions.js';
import type { ParseLimits } from '../../types.js';
import type { Facts } from './facts.js';
import { type Flow, NotKnown, type Status } from './outcomes.js';
import type { Segment } from './segments.js';
import type { Sink } from './sink.js';
import type { Scope } from './variables/variable.js';

export interface FunctionDefinition {
  readonly name: string;
  /** The text whose offsets `node` has. */
  readonly source: string;
  readonly node: FunctionNode;
  readonly text: string;
  readonly place: Place;
}

/** What is used up in a whole evaluation, subshells included. */
export interface Budget {
  steps: number;
  depth: number;
  /** How many subshells there have been: what was made before the last one may be shared with it. */
  subshells: number;
}

/**
 * How text inside a word is read: see {@link Interpreter.segmentsOf}. In a here-document quotes are text; the operand of
 * an expansion in it, such as `${name:-operand}`, is as in double quotes, but that single quotes are text.
 */
export type Quoting = 'bare' | 'double-quoted' | 'document' | 'document-operand';

/**
 * All kinds of evaluation that contain one another: a command holds words, a word holds commands. Each part reaches
 * the others through this one object, `shell.interpreter`, so that there is one way to evaluate each kind of thing.
 */
export interface Interpreter {
  /** Runs one command, whatever it is; what cannot be known leaves its traces as not known. */
  runCommand(shell: Shell, node: CommandTree): Flow | undefined;
  /** Runs commands one after the other. @throws FlowNotKnown, LineDropped, ShellExit */
  runStatements(shell: Shell, statements: readonly Statement[]): Flow | undefined;
  /** Runs the commands of a text, those of each line apart: an error that bash reports drops only its line. */
  runLines(shell: Shell, statements: readonly Statement[]): Flow | undefined;
  /** Expands a word: its text, with what was quoted and what came from an expansion kept apart. @throws NotKnown */
  segmentsOf(shell: Shell, word: Word, quoting: Quoting): readonly Segment[];
  /** The value of an arithmetic expression, in which names stand for expressions again. @throws NotKnown, LineDropped */
  evaluateExpression(shell: Shell, expression: Expression, place: Place): bigint;
  /** Runs the commands of a substitution and returns what they print. @throws NotKnown */
  outputOf(shell: Shell, part: SubstitutionPart, kind?: SubstitutionKind): string;
}

/** An arithmetic expression whose `$` expansions are done. */
export interface Expression {
  readonly text: string;
  /** The variables whose values are being evaluated, innermost first. */
  readonly within: EvaluatedVariable | undefined;
}

export interface EvaluatedVariable {
  readonly name: string;
  readonly text: string;
  readonly within: EvaluatedVariable | undefined;
}

/** What {@link Interpreter.runCommand} runs: a command of any kind, or several joined by operators. */
export type CommandTree = Statement['command'];

/** `$(…)` is stripped of the newlines at its end and leaves `set -e` behind, `<(…)` does neither. */
export type SubstitutionKind = 'command' | 'process';

export interface SubstitutionPart extends Place {
  readonly text: string;
  readonly script: ParsedScript | undefined;
}

/** What `set` and `shopt` change. */
export interface Settings {
  /** Those of `e`, `f`, `u`, `pipefail` and `extglob` that are on; `moved` once `cd` has left the recipe's folder. */
  flags: Set<string>;
}

/** The state of one shell. A subshell is a copy that shares the budget. */
export interface Shell {
  readonly interpreter: Interpreter;
  readonly limits: ParseLimits;
  readonly budget: Budget;
  readonly facts: Facts;
  readonly settings: Settings;
  /** The text whose offsets the nodes have: the file, or what `eval` or `source` reads. */
  source: string;
  /** Innermost last: the first is global, the second is the function inside which makepkg reads the file. */
  scopes: Scope[];
  functions: Map<string, FunctionDefinition>;
  /** Functions that may or may not be defined, or defined otherwise. */
  doubtfulFunctions: Map<string, NotKnown>;
  /** Set once something may have changed any variable. */
  anything: NotKnown | undefined;
  positional: readonly string[] | NotKnown;
  status: Status;
  /** The status of the last command substitution of the running command. */
  substitutionStatus: Status | undefined;
  /** Standard output, when someone reads it. */
  output: Sink | undefined;
  /** Standard error, when someone reads it. */
  errors: Sink | undefined;
  readonly isSubshell: boolean;
  /** How many loops of the running function are around the running command. */
  loops: number;
  /** Whether a failing command ends nothing under `set -e`, as in the condition of `if`. */
  ignoresFailures: boolean;
  /** Whether an error has left bash ignoring failures in every command substitution from then on. */
  ignoresInSubstitutions: boolean;
  /** The settings that `local -` restores at the end of the running function. */
  localFlags: ReadonlySet<string> | undefined;
  /** What `trap … EXIT` has set in this subshell. */
  exitTrap: string | undefined;
  /** The rest of standard input, when it is known. */
  input: string | undefined;
  /** Where text that is not the file itself, such as the result of a brace expansion, came from. */
  origin: Place | undefined;
}

/** `$1` at the top of the file, where makepkg's one argument stands. */
export const OWN_ARGUMENTS = new NotKnown("makepkg's own arguments", { pos: 0, end: 0 });

/** A copy for a subshell: what happens in it stays in it. */
export function subshellOf(shell: Shell): Shell {
  shell.budget.subshells += 1;
  return {
    ...shell,
    isSubshell: true,
    loops: 0,
    exitTrap: undefined,
    settings: { flags: new Set(shell.settings.flags) },
    scopes: shell.scopes.map((scope) => new Map(scope)),
    functions: new Map(shell.functions),
    doubtfulFunctions: new Map(shell.doubtfulFunctions),
  };
}
