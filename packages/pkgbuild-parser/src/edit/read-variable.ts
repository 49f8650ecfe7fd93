import { type Assignment, forEachChild, type ParsedScript, type Statement, type SyntaxNode } from 'unbash';
import { wordsOf } from '../interpret/assign/element-words.js';
import { evaluateFile } from '../interpret/evaluate-file.js';
import {
  FlowNotKnown,
  LimitReached,
  NotKnown,
  ShellExit,
  SyntaxRefused,
} from '../interpret/state/outcomes.js';
import { presentElements } from '../interpret/state/variables/variable.js';
import { resolveOptions } from '../options.js';
import { readSyntax } from '../parse/syntax/read-syntax.js';
import { createRangeOf, type Place } from '../problems/positions.js';
import type { Problem } from '../problems/problem.js';
import { createProblemList } from '../problems/problem-list.js';
import type { ParseOptions } from '../types.js';

/** A recipe that has been evaluated to be edited. */
export interface Evaluated {
  readonly text: string;
  readonly script: ParsedScript;
  readonly variables: ReadonlyMap<string, EvaluatedVariable>;
}

/** What a variable holds, and where the text says so. */
export interface EvaluatedVariable {
  /** `undefined` when it is not known. */
  readonly value: string | readonly string[] | undefined;
  /** By element, the word that gave it; `undefined` when it is not known for all of them. */
  readonly words: readonly Place[] | undefined;
}

/** @returns the problems when the text cannot be read */
export function evaluateText(
  text: string,
  options: ParseOptions | undefined,
): Evaluated | readonly Problem[] {
  const list = createProblemList(createRangeOf(text));
  try {
    const script = readSyntax(text, list);
    if (script === undefined) return list.problems;
    const { shell } = evaluateFile(text, script, resolveOptions(options));
    const variables = new Map<string, EvaluatedVariable>();
    for (const [name, { value, place }] of shell.scopes[0] ?? []) {
      if (place === undefined || value === undefined || value instanceof Map) continue;
      if (typeof value === 'string') variables.set(name, { value, words: undefined });
      else if (value instanceof NotKnown) variables.set(name, { value: undefined, words: undefined });
      else if (Array.isArray(value)) variables.set(name, listOf(value));
    }
    return { text, script, variables };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const place = 'place' in error ? error.place : { pos: 0, end: 0 };
    list.error('NOT_EDITABLE', place, `The text cannot be evaluated: ${error.message}`);
    return list.problems;
  }
}

function listOf(elements: readonly (string | undefined)[]): EvaluatedVariable {
  const value = presentElements(elements);
  const words = wordsOf(elements);
  return { value, words: words?.length === value.length ? words : undefined };
}

function isRefusal(
  error: unknown,
): error is LimitReached | SyntaxRefused | ShellExit | FlowNotKnown | RangeError {
  return [LimitReached, SyntaxRefused, ShellExit, FlowNotKnown, RangeError].some(
    (type) => error instanceof type,
  );
}

/** The assignments to a variable that the file makes in any case, in their order. */
export function sitesOf({ script }: Evaluated, name: string): readonly Assignment[] {
  return allSites(script).filter((site) => site.name === name);
}

/** All assignments that the file makes in any case. */
export function allSites({ commands }: ParsedScript): readonly Assignment[] {
  return commands.flatMap((statement) => assignmentsIn(statement));
}

function assignmentsIn({ command }: Statement): readonly Assignment[] {
  if (command.type !== 'Command') return [];
  if (command.name === undefined) return command.prefix.filter((prefix) => prefix.type === 'Assignment');
  if (!/^(?:declare|export|readonly|typeset)$/.test(command.name.text)) return [];
  return command.args.filter((argument) => argument.type === 'Assignment');
}

/** Whether an assignment to a variable stands anywhere outside functions, in a branch or a loop too. */
export function isSetInside(node: SyntaxNode, name: string): boolean {
  let found = false;
  forEachChild(node, (child) => {
    if (found || child.type === 'Function' || child.type === 'Script') return;
    found = (child.type === 'Assignment' && child.name === name) || isSetInside(child, name);
  });
  return found;
}
