import type { AndOr, ArithmeticFor, Case, For, If, Pipeline, PipelineNode, Statement, While } from 'unbash';
import { tryArithmetic } from './arithmetic.js';
import { evaluateCommand, withRedirections } from './commands.js';
import { evaluateTest } from './conditions.js';
import { declarationNames } from './declarations.js';
import { makeNotKnown } from './effects.js';
import { type Flow, FlowNotKnown, NotKnown, ShellExit, type Status } from './outcomes.js';
import { matchesPattern } from './pattern-operations.js';
import { evaluatePipes } from './pipelines.js';
import { findOwn, holderOf, setReference, setVariable, type Target } from './scope.js';
import { type FunctionDefinition, nested, placeOf, type Shell, spoilOutput, takeSteps } from './shell.js';
import { runSubshell } from './subshells.js';
import { doubleQuotedText, fieldsOf, textOf } from './words.js';

type Node = PipelineNode | AndOr;

/** Evaluates commands one after the other. @throws FlowNotKnown, LineDropped, ShellExit */
export function evaluateStatements(shell: Shell, statements: readonly Statement[]): Flow | undefined {
  for (const statement of statements) {
    const flow = evaluateStatement(shell, statement);
    if (flow !== undefined) return flow;
  }
  return undefined;
}

/** Evaluates one command, whatever it is. What cannot be known leaves its traces as not known. */
export function evaluateStatement(shell: Shell, { command, background }: Statement): Flow | undefined {
  if (background !== true) return evaluateNode(shell, command);
  shell.status = 0;
  return undefined;
}

function evaluateNode(shell: Shell, node: Node): Flow | undefined {
  let flow: Flow | undefined;
  try {
    flow = nested(shell, node, () => evaluateKnown(shell, node));
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    shell.status = error;
    if (mayWrite(node)) spoilOutput(shell, error);
    makeNotKnown(shell, node, error);
  }
  if (flow === undefined && shell.settings.flags.has('e')) endAtFailure(shell, node);
  return flow;
}

/** Under `set -e` a command that fails ends the shell, unless something asks for its status. */
function endAtFailure(shell: Shell, node: Node): void {
  if (shell.ignoresFailures || shell.status === 0 || !endsShell(node)) return;
  if (shell.status instanceof NotKnown) throw new FlowNotKnown('shell', shell.status);
  throw new ShellExit(shell.status, placeOf(shell, node));
}

/** What is put together of other commands has let each of them end the shell already. */
function endsShell(node: Node): boolean {
  switch (node.type) {
    case 'Command':
    case 'Subshell':
    case 'TestCommand':
    case 'ArithmeticCommand':
      return true;
    case 'Pipeline':
      return node.commands.length > 1 && !isNegated(node);
    default:
      return false;
  }
}

/** Runs what something asks for the status of. */
function asking<T>(shell: Shell, run: () => T): T {
  const outer = shell.ignoresFailures;
  shell.ignoresFailures = true;
  try {
    return run();
  } finally {
    shell.ignoresFailures = outer;
  }
}

function isNegated({ prefixes }: Pipeline): boolean {
  return prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
}

function evaluateKnown(shell: Shell, node: Node): Flow | undefined {
  takeSteps(shell, node);
  switch (node.type) {
    case 'Command':
      return evaluateCommand(shell, node, runBody);
    case 'AndOr':
      return evaluateAndOr(shell, node);
    case 'Pipeline':
      return evaluatePipeline(shell, node);
    case 'If':
      return evaluateIf(shell, node);
    case 'For':
      return evaluateFor(shell, node);
    case 'While':
      return evaluateWhile(shell, node);
    case 'Case':
      return evaluateCase(shell, node);
    case 'BraceGroup':
      return evaluateStatements(shell, node.body.commands);
    case 'Subshell':
      runSubshell(shell, (inner) => evaluateStatements(inner, node.body.commands));
      return undefined;
    case 'TestCommand':
      shell.status = evaluateTest(shell, node.expression) ? 0 : 1;
      return undefined;
    case 'ArithmeticCommand':
      shell.status = tryArithmetic(shell, doubleQuotedText(shell, node.body, node), node) ? 0 : 1;
      return undefined;
    case 'Function':
      define(shell, node);
      return undefined;
    case 'Redirected':
      return withRedirections(shell, node.redirects, () => evaluateNode(shell, node.command));
    case 'ArithmeticFor':
      return evaluateArithmeticFor(shell, node);
    case 'Select':
    case 'Coproc':
      throw new NotKnown(`a \`${node.type.toLowerCase()}\` command`, placeOf(shell, node));
  }
}

function mayWrite(node: Node): boolean {
  if (node.type !== 'Command') return true;
  return node.name !== undefined && !declarationNames.has(node.name.text);
}

function define(shell: Shell, node: FunctionDefinition['node']): void {
  const name = node.name.text;
  const text = shell.source.slice(node.pos, node.end);
  shell.functions.set(name, { name, node, text, source: shell.source, place: placeOf(shell, node) });
  shell.doubtfulFunctions.delete(name);
  shell.status = 0;
}

function runBody(shell: Shell, { node }: FunctionDefinition): Flow | undefined {
  const { body } = node;
  if (body.type === 'CompoundList') return evaluateStatements(shell, body.commands);
  return evaluateNode(shell, body);
}

function evaluateAndOr(shell: Shell, { commands, operators }: AndOr): Flow | undefined {
  for (const [index, command] of commands.entries()) {
    const operator = operators[index - 1];
    if (operator !== undefined && shell.status instanceof NotKnown) {
      const why = shell.status;
      spoilOutput(shell, why);
      makeNotKnown(shell, command, why);
      continue;
    }
    if (operator === '&&' && shell.status !== 0) continue;
    if (operator === '||' && shell.status === 0) continue;
    const isAsked = index < commands.length - 1;
    const flow = isAsked ? asking(shell, () => evaluateNode(shell, command)) : evaluateNode(shell, command);
    if (flow !== undefined) return flow;
  }
  return undefined;
}

function evaluatePipeline(shell: Shell, node: Pipeline): Flow | undefined {
  const [first] = node.commands;
  const run = () => {
    if (node.commands.length > 1) evaluatePipes(shell, node, evaluateNode);
    return node.commands.length > 1 || first === undefined ? undefined : evaluateNode(shell, first);
  };
  if (!isNegated(node)) return run();
  const flow = asking(shell, run);
  if (flow === undefined && typeof shell.status === 'number') shell.status = shell.status === 0 ? 1 : 0;
  return flow;
}

function evaluateIf(shell: Shell, node: If): Flow | undefined {
  for (const branch of [node, ...node.elif]) {
    const flow = asking(shell, () => evaluateStatements(shell, branch.clause.commands));
    if (flow !== undefined) return flow;
    if (shell.status instanceof NotKnown) throw shell.status;
    if (shell.status === 0) return evaluateStatements(shell, branch.then.commands);
  }
  if (node.else !== undefined) return evaluateStatements(shell, node.else.commands);
  shell.status = 0;
  return undefined;
}

function evaluateFor(shell: Shell, node: For): Flow | undefined {
  if (node.wordlist === undefined && shell.positional instanceof NotKnown) {
    throw new NotKnown(shell.positional.reason, placeOf(shell, node));
  }
  const { positional } = shell;
  const values = node.wordlist
    ? fieldsOf(shell, node.wordlist)
    : positional instanceof NotKnown
      ? []
      : positional;
  const target = { name: node.name.text, place: node.name };
  return loop(shell, node, () => {
    let index = 0;
    return () => {
      if (index >= values.length) return false;
      setLoopVariable(shell, target, values[index] ?? '');
      index += 1;
      return true;
    };
  });
}

/** A reference is made to stand for another name each time. */
function setLoopVariable(shell: Shell, target: Target, value: string): void {
  if (findOwn(shell, target.name)?.reference === undefined) setVariable(shell, target, value);
  else setReference(shell, holderOf(shell, target.name), { ...target, reference: value });
}

function evaluateWhile(shell: Shell, node: While): Flow | undefined {
  const wanted = node.kind === 'while';
  return loop(shell, node, () => () => {
    const flow = asking(shell, () => evaluateStatements(shell, node.clause.commands));
    if (flow !== undefined) return flow;
    if (shell.status instanceof NotKnown) throw shell.status;
    return (shell.status === 0) === wanted;
  });
}

function evaluateArithmeticFor(shell: Shell, node: ArithmeticFor): Flow | undefined {
  let failed = false;
  const resultOf = (part: ArithmeticFor['test']) => {
    const text = part === undefined ? '1' : shell.source.slice(part.pos, part.end);
    const result = tryArithmetic(shell, doubleQuotedText(shell, text, node), node);
    failed ||= result === undefined;
    return result ?? 0n;
  };
  if (node.initialize !== undefined) resultOf(node.initialize);
  const flow = loop(shell, node, () => {
    let isFirst = true;
    return () => {
      if (!isFirst && node.update !== undefined) resultOf(node.update);
      isFirst = false;
      return !failed && resultOf(node.test) !== 0n;
    };
  });
  if (failed) shell.status = 1;
  return flow;
}

/**
 * Repeats the body while `start()()` says so, or a command in the condition leaves the loop; when it is not known
 * how often, all of it is not known.
 */
function loop(
  shell: Shell,
  node: For | While | ArithmeticFor,
  start: () => () => boolean | Flow,
): Flow | undefined {
  const next = start();
  let status: Status = 0;
  shell.loops += 1;
  try {
    for (;;) {
      const goesOn = next();
      if (goesOn === false) break;
      takeSteps(shell, node);
      const flow = goesOn === true ? evaluateStatements(shell, node.body.commands) : goesOn;
      status = shell.status;
      if (flow === undefined) continue;
      if (flow.type === 'return') return flow;
      if (flow.levels > 1 && shell.loops > 1) return { ...flow, levels: flow.levels - 1 };
      if (flow.type === 'break') break;
    }
  } catch (error) {
    if (!(error instanceof FlowNotKnown) || error.reaches !== 'loop') throw error;
    throw error.why;
  } finally {
    shell.loops -= 1;
  }
  shell.status = status;
  return undefined;
}

function evaluateCase(shell: Shell, node: Case): Flow | undefined {
  const text = textOf(shell, node.word);
  let status: Status = 0;
  let fallsThrough = false;
  for (const { pattern, body, terminator } of node.items) {
    const matches = fallsThrough || pattern.some((word) => matchesPattern(shell, word, text));
    if (!matches) continue;
    const flow = evaluateStatements(shell, body.commands);
    if (flow !== undefined) return flow;
    status = body.commands.length === 0 ? 0 : shell.status;
    if (terminator === undefined || terminator === ';;') break;
    fallsThrough = terminator === ';&';
  }
  shell.status = status;
  return undefined;
}
