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
}

/** How text inside a word is read: see {@link Hooks.segmentsOf}. */
export type Quoting = 'bare' | 'double-quoted';

/** Calls that would be circular imports. */
export interface Hooks {
  /** A word's text after expansion, with what was quoted and what came from an expansion told apart. */
  segmentsOf(shell: Shell, word: Word, quoting: Quoting): readonly Segment[];
  /** What the commands of a substitution print, without the newlines at the end unless `whole`. */
  outputOf(shell: Shell, part: SubstitutionPart, how?: { readonly whole: boolean }): string;
  /** Runs commands, those of each line apart when `byLine`: an error that bash reports then drops only its line. */
  run(shell: Shell, statements: readonly Statement[], how: { readonly byLine: boolean }): Flow | undefined;
}

export interface SubstitutionPart extends Place {
  readonly text: string;
  readonly script: ParsedScript | undefined;
}

/** What `set` and `shopt` change. */
export interface Settings {
  /** Those of `e`, `f`, `u` and `extglob` that are on; `moved` once `cd` has left the recipe's folder. */
  readonly flags: Set<string>;
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
  /** What was written to standard output, when someone wants it. */
  output: string[] | undefined;
  outputLength: number;
  /** Set once something of which it is not known what it writes ran while output was collected. */
  outputNotKnown: NotKnown | undefined;
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
  throw new LimitReached(`Evaluation needs more than ${shell.limits.steps} steps`, placeOf(shell, place));
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
  return {
    ...shell,
    settings: { flags: new Set(shell.settings.flags) },
    scopes: shell.scopes.map((scope) => new Map(scope)),
    functions: new Map(shell.functions),
    doubtfulFunctions: new Map(shell.doubtfulFunctions),
  };
}

/** Writes to standard output, where someone collects it. */
export function write(shell: Shell, text: string, place: Place): void {
  if (shell.output === undefined) return;
  shell.outputLength += text.length;
  if (shell.outputLength > shell.limits.valueLength) {
    const message = `The output of a command is longer than ${shell.limits.valueLength} code units`;
    throw new LimitReached(message, placeOf(shell, place));
  }
  shell.output.push(text);
}
