import type { AndOr, Case, If } from 'unbash';
import { makeNotKnown } from '../effects/make-not-known.js';
import { matchesPattern } from '../expand/word-pattern.js';
import { textOf } from '../expand/words.js';
import { type Flow, NotKnown, type Status } from '../state/outcomes.js';
import { spoilOutput } from '../state/output.js';
import type { Shell } from '../state/shell.js';
import { asking } from './asking.js';
import { runStatements } from './statements.js';

export function runAndOr(shell: Shell, { commands, operators }: AndOr): Flow | undefined {
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
    const flow = isAsked
      ? asking(shell, () => shell.interpreter.runCommand(shell, command))
      : shell.interpreter.runCommand(shell, command);
    if (flow !== undefined) return flow;
  }
  return undefined;
}

export function runIf(shell: Shell, node: If): Flow | undefined {
  for (const branch of [node, ...node.elif]) {
    const flow = asking(shell, () => runStatements(shell, branch.clause.commands));
    if (flow !== undefined) return flow;
    if (shell.status instanceof NotKnown) throw shell.status;
    if (shell.status === 0) return runStatements(shell, branch.then.commands);
  }
  if (node.else !== undefined) return runStatements(shell, node.else.commands);
  shell.status = 0;
  return undefined;
}

export function runCase(shell: Shell, node: Case): Flow | undefined {
  const text = textOf(shell, node.word);
  let status: Status = 0;
  let fallsThrough = false;
  for (const { pattern, body, terminator } of node.items) {
    const matches = fallsThrough || pattern.some((word) => matchesPattern(shell, word, text));
    if (!matches) continue;
    const flow = runStatements(shell, body.commands);
    if (flow !== undefined) return flow;
    status = body.commands.length === 0 ? 0 : shell.status;
    if (terminator === undefined || terminator === ';;') break;
    fallsThrough = terminator === ';&';
  }
  shell.status = status;
  return undefined;
}
