import type { Function as FunctionNode, ParsedScript, Statement, Word } from 'unbash';
import type { Place } from '../positions.js';
import type { ParseLimits } from '../types.js';
import type { Facts } from './facts.js';
import { type Flow, LimitReached, NotKnown, type Status } from './outcomes.js';
import type { Scope } from './scope.js';
import type { Segment } from './segments.js';

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
 * How text inside a word is read: see {@link Hooks.segmentsOf}. In a here-document quotes are text; the operand of
 * an expansion in it, such as `${name:-operand}`, is as in double quotes, but that single quotes are text.
 */
export type Quoting = 'bare' | 'double-quoted' | 'document' | 'document-operand';

/** Calls that would be circular imports. */
export interface Hooks {
  /** A word's text after expansion, with what was quoted and what came from an expansion told apart. */
  segmentsOf(shell: Shell, word: Word, quoting: Quoting): readonly Segment[];
  /** What the commands of a substitution print, without the newlines at the end unless `whole`. */
  outputOf(shell: Shell, part: SubstitutionPart, how?: SubstitutionKind): string;
  /** Runs commands, those of each line apart: an error that bash reports drops only its line. */
  run(shell: Shell, statements: readonly Statement[]): Flow | undefined;
}

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

/** Where what a command writes is collected. */
export interface Sink {
  readonly pieces: string[];
  length: number;
  /** Set once something ran of which it is not known what it writes. */
  notKnown: NotKnown | undefined;
}

/** The state of one shell. A subshell is a copy that shares the budget. */
export interface Shell {
  readonly hooks: Hooks;
  readonly limits: ParseLimits;
  readonly budget: Budget;
  readonly facts: Facts;
  readonly settings: Settings;
  /** The text whose offsets the nodes have: the file, or what `eval` or `source` reads. */
  source: string;
  /** Innermost last: the first is global, the second is the function inside which makepkg reads the file. */
  scopes: Scope[];
  functions: Map<string, FunctionDefinition>;
  /** Functions of which it is not known whether or how they are defined. */
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

/** Uses up evaluation steps; the cost of copying long values is part of it. */
export function takeSteps(shell: Shell, place: Place, count = 1): void {
  shell.budget.steps -= count;
  if (shell.budget.steps >= 0) return;
  throw new LimitReached(`The evaluation took more than ${shell.limits.steps} steps`, placeOf(shell, place));
}

/** Runs `work` one level deeper. */
export function nested<T>(shell: Shell, place: Place, work: () => T): T {
  if (shell.budget.depth >= shell.limits.depth) {
    const message = `Evaluation is nested more than ${shell.limits.depth} levels deep`;
    throw new LimitReached(message, placeOf(shell, place));
  }
  shell.budget.depth += 1;
  try {
    return work();
  } finally {
    shell.budget.depth -= 1;
  }
}

/** Refuses a value that is too long, and charges for the copying of it. */
export function checkedValue(shell: Shell, text: string, place: Place): string {
  if (text.length > shell.limits.valueLength) throw valueTooLong(shell, place);
  if (text.length > 1023) takeSteps(shell, place, text.length >> 10);
  return text;
}

export function valueTooLong(shell: Shell, place: Place): LimitReached {
  return new LimitReached(
    `A value is longer than ${shell.limits.valueLength} code units`,
    placeOf(shell, place),
  );
}

/** Refuses a list of words that is too long. */
export function checkedCount(shell: Shell, count: number, place: Place): void {
  if (count <= shell.limits.words) return;
  throw new LimitReached(`A list has more than ${shell.limits.words} words`, placeOf(shell, place));
}

/** The place in the file for a node that may belong to generated text. */
export function placeOf(shell: Shell, place: Place): Place {
  return shell.origin ?? place;
}

/** Runs `work` on a node whose offsets are not the file's; what it reports stands at `place`. */
export function withOrigin<T>(shell: Shell, place: Place, work: () => T): T {
  const outer = shell.origin;
  shell.origin = outer ?? place;
  try {
    return work();
  } finally {
    shell.origin = outer;
  }
}

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

/** Writes to standard output, where someone collects it. */
export function write(shell: Shell, text: string, place: Place): void {
  const { output } = shell;
  if (output === undefined) return;
  output.length += text.length;
  if (output.length > shell.limits.valueLength) {
    const message = `The output of a command is longer than ${shell.limits.valueLength} code units`;
    throw new LimitReached(message, placeOf(shell, place));
  }
  takeSteps(shell, place, 1 + (text.length >> 8));
  output.pieces.push(text);
}

export function createSink(): Sink {
  return { pieces: [], length: 0, notKnown: undefined };
}

/** For a command of which it is not known what it writes. */
export function spoilOutput({ output, errors }: Shell, why: NotKnown): void {
  if (output !== undefined) output.notKnown ??= why;
  if (errors !== undefined) errors.notKnown ??= why;
}

/** For an error message, whose text is bash's own. */
export function writeError({ errors }: Shell, why: NotKnown): void {
  if (errors !== undefined) errors.notKnown ??= why;
}
