import type { ArithmeticFor, For, While } from 'unbash';
import { tryArithmetic } from '../arithmetic/arithmetic.js';
import { doubleQuotedText } from '../expand/word-segments.js';
import { fieldsOf } from '../expand/words.js';
import { takeSteps } from '../state/budget.js';
import { type Flow, FlowNotKnown, NotKnown, type Status } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { findOwn, holderOf } from '../state/variables/find-variable.js';
import { setReference } from '../state/variables/references.js';
import { setVariable } from '../state/variables/set-variable.js';
import type { Target } from '../state/variables/variable.js';
import { asking } from './asking.js';
import { runStatements } from './statements.js';

export function runFor(shell: Shell, node: For): Flow | undefined {
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
  let failed = false;
  const flow = loop(shell, node, () => {
    let index = 0;
    return () => {
      if (index >= values.length) return false;
      failed = !setLoopVariable(shell, target, values[index] ?? '');
      index += 1;
      return !failed;
    };
  });
  if (failed) shell.status = 1;
  return flow;
}

/** A reference is made to stand for another name each time; what is not a name ends the loop. */
function setLoopVariable(shell: Shell, target: Target, value: string): boolean {
  if (findOwn(shell, target.name)?.reference === undefined) setVariable(shell, target, value);
  else if (!/^[A-Za-z_]\w*(?:\[|$)/.test(value)) return false;
  else setReference(shell, holderOf(shell, target.name), { ...target, reference: value });
  return true;
}

export function runWhile(shell: Shell, node: While): Flow | undefined {
  const wanted = node.kind === 'while';
  return loop(shell, node, () => () => {
    const flow = asking(shell, () => runStatements(shell, node.clause.commands));
    if (flow !== undefined) return flow;
    if (shell.status instanceof NotKnown) throw shell.status;
    return (shell.status === 0) === wanted;
  });
}

export function runArithmeticFor(shell: Shell, node: ArithmeticFor): Flow | undefined {
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
      const flow = goesOn === true ? runStatements(shell, node.body.commands) : goesOn;
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
