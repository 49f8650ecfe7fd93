import { type ParsedScript, parse, type Statement } from 'unbash';
import type { ResolvedOptions } from '../options.js';
import type { Place } from '../positions.js';
import { noteBranches } from './effects.js';
import { createFacts } from './facts.js';
import { type Flow, FlowNotKnown, LineDropped, NotKnown, ShellExit, SyntaxRefused } from './outcomes.js';
import type { Scope, Value, Variable } from './scope.js';
import { forgetEverything } from './scope.js';
import {
  OWN_ARGUMENTS,
  placeOf,
  type Shell,
  type SubstitutionKind,
  type SubstitutionPart,
  withOrigin,
  writeError,
} from './shell.js';
import { evaluateStatement, evaluateStatements } from './statements.js';
import { outputOf } from './subshells.js';
import { segmentsOf } from './words.js';

/** What sourcing the file leaves behind. */
export interface Evaluation {
  readonly shell: Shell;
  /** The last command evaluated. */
  readonly last: Place;
  /** Set when `exit` or an error ended the shell. */
  readonly exit: ShellExit | undefined;
  /** Set when it is not known whether the rest of the file was read. */
  readonly stopped: NotKnown | undefined;
}

/** Evaluates a file as makepkg loads it: sourced inside a function. @throws LimitReached, SyntaxRefused */
export function evaluateFile(text: string, script: ParsedScript, options: ResolvedOptions): Evaluation {
  const shell = createShell(text, options);
  const last = { pos: 0, end: 0 };
  try {
    runLines(shell, script.commands, last);
    return { shell, last, exit: undefined, stopped: undefined };
  } catch (error) {
    if (error instanceof ShellExit) return { shell, last, exit: error, stopped: undefined };
    if (!(error instanceof FlowNotKnown)) throw error;
    forgetEverything(shell, error.why);
    return { shell, last, exit: undefined, stopped: error.why };
  }
}

/**
 * Evaluates one statement after the other; an error that bash reports drops what is left of its line, which are
 * the statements joined by `;`. `last` becomes the last command that was evaluated.
 */
function runLines(
  shell: Shell,
  statements: readonly Statement[],
  last: { pos: number; end: number },
): Flow | undefined {
  let droppedUpTo = -1;
  for (const statement of statements) {
    const { pos, end } = statement;
    if (droppedUpTo !== -1 && !holdsNewline(shell.source, droppedUpTo, pos)) {
      droppedUpTo = end;
      continue;
    }
    droppedUpTo = -1;
    last.pos = pos;
    last.end = end;
    const flow = runStatement(shell, statement);
    if (flow === 'dropped') droppedUpTo = end;
    else if (flow !== undefined) return flow;
  }
  return undefined;
}

function run(shell: Shell, statements: readonly Statement[]): Flow | undefined {
  return runLines(shell, statements, { pos: 0, end: 0 });
}

function runStatement(shell: Shell, statement: Statement): Flow | 'dropped' | undefined {
  try {
    return evaluateTopLevel(shell, statement);
  } catch (error) {
    if (error instanceof FlowNotKnown && error.reaches === 'loop') shell.status = error.why;
    else if (error instanceof LineDropped && !shell.isSubshell) {
      shell.status = 1;
      writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, statement)));
    } else throw error;
    return 'dropped';
  }
}

function evaluateTopLevel(shell: Shell, statement: Statement): Flow | undefined {
  const { facts } = shell;
  if (facts.asked.size > 0 && shell.origin === undefined) facts.asked = new Set();
  const flow = evaluateStatement(shell, statement);
  if (facts.asked.size > 0 && statement.command.type !== 'Command') noteBranches(shell, statement);
  return flow;
}

function holdsNewline(text: string, from: number, to: number): boolean {
  const newline = text.indexOf('\n', from);
  return newline !== -1 && newline < to;
}

const HOOKS: Shell['hooks'] = { segmentsOf, outputOf: substitute, run };

/** Written out without spreading: every access to a shell is faster for it. */
function createShell(source: string, { facts: host, limits }: ResolvedOptions): Shell {
  return {
    hooks: HOOKS,
    limits,
    source,
    budget: { steps: limits.steps, depth: 0, subshells: 0 },
    facts: createFacts(host, host.environment.size > 0 || source.includes('CARCH')),
    settings: { flags: new Set() },
    scopes: [initialScope(host.carch, host.environment), new Map()],
    functions: new Map(),
    doubtfulFunctions: new Map(),
    anything: undefined,
    positional: OWN_ARGUMENTS,
    status: 0,
    substitutionStatus: undefined,
    output: undefined,
    errors: undefined,
    isSubshell: false,
    loops: 0,
    ignoresFailures: false,
    localFlags: undefined,
    exitTrap: undefined,
    input: undefined,
    origin: undefined,
  };
}

function initialScope(carch: string, environment: ReadonlyMap<string, string>): Scope {
  const scope: Scope = new Map(GIVEN);
  for (const [name, value] of environment) scope.set(name, given(value, name === 'startdir'));
  scope.set('CARCH', given(carch));
  return scope;
}

function given(value: Value, readonly = false): Variable {
  return { value, readonly, place: undefined, attribute: undefined };
}

/** What makepkg itself has set when it reads the file. */
const GIVEN: readonly (readonly [string, Variable])[] = [
  ['IFS', given(' \t\n')],
  ['srcdir', given('')],
  ['pkgdir', given('')],
  ['BUILDSCRIPT', given('PKGBUILD', true)],
];

function substitute(shell: Shell, part: SubstitutionPart, kind: SubstitutionKind = 'command'): string {
  const script = part.script ?? parse('');
  const place = placeOf(shell, part);
  if (script.errors !== undefined && script.errors.length > 0) {
    throw new SyntaxRefused(script.errors[0]?.message ?? 'no valid bash', place);
  }
  const run = (inner: Shell) => evaluateStatements(inner, script.commands);
  const output = () => outputOf(shell, part, { run, kind });
  return script.source === undefined ? output() : withOrigin(shell, place, output);
}
