import { type ArithmeticExpression, type Command, forEachChild, type SyntaxNode } from 'unbash';
import { nested, takeSteps } from '../state/budget.js';
import type { Shell } from '../state/shell.js';
import { collectBuiltin } from './command-effects.js';
import { type Effects, noteList } from './effects.js';
import { literalText } from './literal-text.js';

export function effectsOf(shell: Shell, node: SyntaxNode): Effects {
  const effects: Effects = {
    ...{ variables: new Set(), functions: new Set(), reaches: new Set() },
    ...{ visited: new Set(), defined: new Map(), lists: new Map(), anything: false },
  };
  collect(shell, effects, node);
  return effects;
}

function collect(shell: Shell, effects: Effects, node: SyntaxNode): void {
  takeSteps(shell, node);
  switch (node.type) {
    case 'Subshell':
    case 'CommandExpansion':
    case 'ArithmeticCommandExpansion':
    case 'ProcessSubstitution':
    case 'Coproc':
      return;
    case 'Function':
      effects.functions.add(node.name.value);
      effects.defined.set(node.name.value, node.body);
      return;
    case 'Pipeline':
      if (node.commands.length > 1) return;
      break;
    case 'For':
    case 'Select':
    case 'While':
    case 'ArithmeticFor':
      collectLoop(shell, effects, node);
      return;
    case 'Command':
      collectCommand(shell, effects, node);
      return;
    default:
      collectOwn(effects, node);
  }
  forEachChild(node, (child) => collect(shell, effects, child));
}

/** What a node other than a command assigns by itself. */
function collectOwn(effects: Effects, node: SyntaxNode): void {
  if (node.type === 'Assignment') {
    effects.variables.add(node.name);
    if (node.value.type === 'ArrayValue' || node.index !== undefined) noteList(effects, node.name, 'list');
  }
  if (node.type === 'ParameterExpansion' && node.operation?.type === 'Default') {
    if (node.operation.operator.endsWith('=')) effects.variables.add(node.parameter);
    if (node.operation.operator.endsWith('?')) effects.reaches.add('shell');
  }
  if (node.type === 'ArithmeticBinary' && /^(?:=|[^=!<>]=|<<=|>>=)$/.test(node.operator)) {
    addArithmeticName(effects, node.left);
  }
  const isComparison = node.type === 'TestBinary' && /^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator);
  if (isComparison && /=|\+\+|--/.test(node.left.text + node.right.text)) effects.anything = true;
  if (node.type === 'ArithmeticUnary' && /^(?:\+\+|--)$/.test(node.operator)) {
    addArithmeticName(effects, node.operand);
  }
}

function addArithmeticName(effects: Effects, expression: ArithmeticExpression): void {
  const name = expression.type === 'ArithmeticWord' ? /^[A-Za-z_]\w*/.exec(expression.value)?.[0] : undefined;
  if (name === undefined) effects.anything = true;
  else effects.variables.add(name);
}

/** `break` and `continue` in a loop do not leave what is around it. */
function collectLoop(shell: Shell, effects: Effects, node: SyntaxNode): void {
  const outside = effects.reaches.has('loop');
  if (node.type === 'For' || node.type === 'Select') effects.variables.add(node.name.value);
  forEachChild(node, (child) => collect(shell, effects, child));
  if (!outside) effects.reaches.delete('loop');
}

function collectCommand(shell: Shell, effects: Effects, command: Command): void {
  const { name } = command;
  if (name === undefined) {
    for (const child of command.prefix) collect(shell, effects, child);
    return;
  }
  for (const prefix of command.prefix) forEachChild(prefix, (child) => collect(shell, effects, child));
  forEachChild(name, (child) => collect(shell, effects, child));
  for (const child of command.suffix) collect(shell, effects, child);
  const called = literalText(name);
  if (called === undefined) effects.anything = true;
  else if (shell.functions.has(called) || effects.defined.has(called))
    collectFunction(shell, effects, called);
  else if (shell.doubtfulFunctions.has(called)) effects.anything = true;
  else collectBuiltin(effects, called, command);
}

function collectFunction(shell: Shell, effects: Effects, name: string): void {
  const outside = new Set(effects.reaches);
  for (const body of [shell.functions.get(name)?.node.body, effects.defined.get(name)]) {
    if (body === undefined || effects.visited.has(body)) continue;
    effects.visited.add(body);
    nested(shell, body, () => collect(shell, effects, body));
  }
  for (const reach of ['loop', 'function'] as const) {
    if (!outside.has(reach)) effects.reaches.delete(reach);
  }
}
