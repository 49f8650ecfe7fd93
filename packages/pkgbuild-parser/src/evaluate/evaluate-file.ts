import { type ParsedScript, parse, type Statement } from 'unbash';
import type { ResolvedOptions } from '../options.js';
import type { Place } from '../positions.js';
import { type Flow, FlowNotKnown, LineDropped, NotKnown, ShellExit, SyntaxRefused } from './outcomes.js';
import type { Scope, Variable } from './scope.js';
import { forgetEverything } from './scope.js';
import { placeOf, type Shell, type SubstitutionPart, withOrigin } from './shell.js';
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
  let last: Place = { pos: 0, end: 0 };
  try {
    for (const line of linesOf(text, script.commands)) {
      last = line[line.length - 1] ?? last;
      if (evaluateLine(shell, line)?.type === 'return') break;
    }
    return { shell, last, exit: undefined, stopped: undefined };
  } catch (error) {
    if (error instanceof ShellExit) return { shell, last, exit: error, stopped: undefined };
    if (!(error instanceof FlowNotKnown)) throw error;
    forgetEverything(shell, error.why);
    return { shell, last, exit: undefined, stopped: error.why };
  }
}

/** An error that bash reports drops the rest of its line and no more. */
function evaluateLine(shell: Shell, line: readonly Statement[]): Flow | undefined {
  try {
    for (const statement of line) {
      const flow = evaluateStatement(shell, statement);
      if (flow?.type === 'return') return flow;
    }
  } catch (error) {
    if (error instanceof FlowNotKnown && error.reaches === 'loop') shell.status = error.why;
    else if (error instanceof LineDropped) shell.status = 1;
    else throw error;
  }
  return undefined;
}

/** The statements by line, as bash reads them: those joined by `;` belong together. */
function linesOf(text: string, statements: readonly Statement[]): Statement[][] {
  const lines: Statement[][] = [];
  let line: Statement[] = [];
  let end = 0;
  for (const statement of statements) {
    if (line.length > 0 && text.slice(end, statement.pos).includes('\n')) {
      lines.push(line);
      line = [];
    }
    line.push(statement);
    end = statement.end;
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

function createShell(source: string, { carch, environment, limits }: ResolvedOptions): Shell {
  return {
    hooks: { segmentsOf, outputOf: substitute },
    ...{ limits, source, budget: { steps: limits.steps, depth: 0 } },
    scopes: [initialScope(carch, environment), new Map()],
    functions: new Map(),
    doubtfulFunctions: new Map(),
    anything: undefined,
    positional: new NotKnown("makepkg's own arguments", { pos: 0, end: 0 }),
    ...{ status: 0, substitutionStatus: undefined, output: undefined, outputLength: 0 },
    ...{ outputNotKnown: undefined, input: undefined, origin: undefined },
  };
}

function initialScope(carch: string, environment: ReadonlyMap<string, string>): Scope {
  const given = { IFS: ' \t\n', srcdir: '', pkgdir: '' };
  const values = [...environment, ...Object.entries(given), ['CARCH', carch] as const];
  return new Map(
    values.map(([name, value]): [string, Variable] => [name, { value, readonly: false, place: undefined }]),
  );
}

function substitute(shell: Shell, part: SubstitutionPart): string {
  const script = part.script ?? parse('');
  const place = placeOf(shell, part);
  if (script.errors !== undefined && script.errors.length > 0) {
    throw new SyntaxRefused(script.errors[0]?.message ?? 'no valid bash', place);
  }
  const run = (inner: Shell) => evaluateStatements(inner, script.commands);
  if (script.source === undefined) return outputOf(shell, part, run);
  return withOrigin(shell, place, () => outputOf(shell, part, run));
}
