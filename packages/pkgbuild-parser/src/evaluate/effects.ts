import {
  type ArithmeticExpression,
  type Assignment,
  type Command,
  forEachChild,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { noteDependent } from './facts.js';
import { FlowNotKnown, type NotKnown, type Reach } from './outcomes.js';
import { forgetEverything, type ListKind, setVariable } from './scope.js';
import { nested, type Shell, takeSteps } from './shell.js';

/** What a piece of the text could do to the shell if it ran. */
interface Effects {
  readonly variables: Set<string>;
  /** Of the variables, those that could become lists. */
  readonly lists: Map<string, ListKind>;
  readonly functions: Set<string>;
  readonly reaches: Set<Reach>;
  readonly visited: Set<string>;
  /** The bodies of the functions that the text itself defines. */
  readonly defined: Map<string, SyntaxNode>;
  anything: boolean;
}

/**
 * For a piece of the text of which it is not known whether or how it runs: whatever it could change is not
 * known from here on.
 * @throws FlowNotKnown when it could leave the loop, function or shell around it.
 */
export function makeNotKnown(shell: Shell, node: SyntaxNode, why: NotKnown): void {
  applyEffects(shell, effectsOf(shell, node), { node, why });
}

/** Whatever the text could assign, taken or not, depends on the facts that it asked for. */
export function noteBranches(shell: Shell, node: SyntaxNode): void {
  for (const name of effectsOf(shell, node).variables) noteDependent(shell, name);
}

/** The same for the body of a function that has been called: leaving the function changes nothing more. */
export function makeBodyNotKnown(shell: Shell, body: SyntaxNode, why: NotKnown): void {
  const effects = effectsOf(shell, body);
  effects.reaches.delete('loop');
  effects.reaches.delete('function');
  applyEffects(shell, effects, { node: body, why });
}

function applyEffects(shell: Shell, effects: Effects, at: { node: SyntaxNode; why: NotKnown }): void {
  const { node, why } = at;
  if (effects.anything) forgetEverything(shell, why);
  for (const name of effects.variables)
    setVariable(shell, { name, place: node, mayBe: effects.lists.get(name) }, why);
  for (const name of effects.functions) shell.doubtfulFunctions.set(name, why);
  for (const reach of ['loop', 'function', 'shell'] as const) {
    if (effects.reaches.has(reach)) throw new FlowNotKnown(reach, why);
  }
}

function effectsOf(shell: Shell, node: SyntaxNode): Effects {
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

/** What may be a map stays so. */
function noteList({ lists }: Effects, name: string, kind: ListKind): void {
  if (lists.get(name) !== 'map') lists.set(name, kind);
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
  else collectBuiltin(effects, called, command);
}

function collectFunction(shell: Shell, effects: Effects, name: string): void {
  if (effects.visited.has(name)) return;
  effects.visited.add(name);
  const outside = new Set(effects.reaches);
  for (const body of [shell.functions.get(name)?.node.body, effects.defined.get(name)]) {
    if (body !== undefined) nested(shell, body, () => collect(shell, effects, body));
  }
  for (const reach of ['loop', 'function'] as const) {
    if (!outside.has(reach)) effects.reaches.delete(reach);
  }
}

const FLOW: ReadonlyMap<string, Reach> = new Map<string, Reach>([
  ['break', 'loop'],
  ['continue', 'loop'],
  ['return', 'function'],
  ['exit', 'shell'],
  ['exec', 'shell'],
]);

const NAMING: ReadonlySet<string> = new Set(
  'declare export getopts local mapfile printf read readarray readonly typeset unset'.split(' '),
);

const UNBOUNDED: ReadonlySet<string> = new Set(
  '. alias builtin enable eval let set shift shopt source trap unalias'.split(' '),
);

function collectBuiltin(effects: Effects, called: string, { args }: Command): void {
  const reach = FLOW.get(called);
  if (reach !== undefined) effects.reaches.add(reach);
  if (UNBOUNDED.has(called)) effects.anything = true;
  if (!NAMING.has(called)) return;
  const options = args.map(({ text }) => text).filter((text) => text.startsWith('-'));
  const kind = /mapfile|readarray/.test(called)
    ? 'list'
    : LISTS.get(/[aA]/.exec(options.join(''))?.[0] ?? '');
  const isNamed = args.some(({ text }) => /^\w*[A-Za-z_]\w*$/.test(text) && !/^\d/.test(text));
  const implied = isNamed ? undefined : IMPLIED.get(called);
  if (implied !== undefined) effects.variables.add(implied);
  if (implied === 'MAPFILE') noteList(effects, implied, 'list');
  for (const argument of args) {
    addNamed(effects, called, argument);
    const name = nameIn(argument.text);
    if (kind !== undefined && name !== undefined) noteList(effects, name, kind);
  }
}

/** What is assigned where no name is given. */
const IMPLIED: ReadonlyMap<string, string> = new Map([
  ['read', 'REPLY'],
  ['mapfile', 'MAPFILE'],
  ['readarray', 'MAPFILE'],
  ['getopts', 'OPTIND'],
]);

const LISTS: ReadonlyMap<string, ListKind> = new Map<string, ListKind>([
  ['a', 'list'],
  ['A', 'map'],
]);

function addNamed(effects: Effects, called: string, argument: Word | Assignment): void {
  if (argument.type === 'Assignment') return;
  const text = literalText(argument);
  const name = nameIn(argument.text);
  if (text === undefined && called !== 'printf') effects.anything = true;
  if (name === undefined) return;
  effects.variables.add(name);
  if (called === 'unset') effects.functions.add(name);
}

/** The variable that an argument such as `"name=$value"` is about. */
function nameIn(text: string): string | undefined {
  return /^["']?([A-Za-z_]\w*)/.exec(text)?.[1];
}

function literalText(word: Word): string | undefined {
  return word.parts === undefined && !/[\\$`]/.test(word.text) ? word.text : undefined;
}
