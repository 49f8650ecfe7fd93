import { type Assignment, type Command, parse, type Word } from 'unbash';
import type { Place } from '../positions.js';
import { assign, assignedText, type Setter } from './assignments.js';
import { LAYOUT_MARK } from './facts.js';
import { NotKnown, ReadonlyRefused, type Status } from './outcomes.js';
import {
  type Attribute,
  findOwn,
  findVariable,
  isAssociative,
  makeReadonly,
  setAttribute,
  setGlobal,
  setLocal,
  setReference,
  setVariable,
  type Value,
} from './scope.js';
import { placeOf, type Shell, spoilOutput, takeSteps, withOrigin, write } from './shell.js';
import { fieldsOf } from './words.js';

/** The commands whose arguments are assignments. */
export const declarationNames: ReadonlySet<string> = new Set(
  'declare export local readonly typeset'.split(' '),
);

interface Declaration {
  readonly set: Setter;
  /** What a variable is before anything is assigned, when it is declared as a list. */
  readonly empty: readonly string[] | ReadonlyMap<string, string> | undefined;
  readonly attribute: Attribute | undefined;
  readonly isReadonly: boolean;
  /** Whether a name without a value becomes a variable that is not set, as with `local x`. */
  readonly creates: boolean;
  readonly isLocal: boolean;
  readonly isReference: boolean;
}

/** `declare`, `local`, `export`, `readonly`. @throws NotKnown for attributes that are not followed */
export function declareVariables(shell: Shell, name: string, command: Command): Status {
  const options: string[] = [];
  const operands: (Word | Assignment)[] = [];
  for (const argument of command.args) {
    const isOption = argument.type === 'Word' && /^[-+]./.test(argument.text) && operands.length === 0;
    if (!isOption) operands.push(argument);
    else if (argument.text !== '--') options.push(argument.text);
  }
  if (options.some((option) => /^-[fF]/.test(option)))
    return printFunctions(shell, { options, operands }, command);
  if (operands.length === 0) {
    spoilOutput(shell, new NotKnown(`the output of \`${name}\``, placeOf(shell, command)));
    return 0;
  }
  const declaration = declarationOf(shell, { name, options, place: command });
  let status = 0;
  for (const declare of operands.flatMap((operand) => expandedOperand(shell, declaration, operand))) {
    if (!declaresWell(declare)) status = 1;
  }
  return status;
}

/** A variable that is read-only fails alone. */
function declaresWell(declare: () => void): boolean {
  try {
    declare();
    return true;
  } catch (error) {
    if (!(error instanceof ReadonlyRefused)) throw error;
    return false;
  }
}

/**
 * All operands are expanded before any of them is declared, but for lists in parentheses: these are assigned while
 * the operands are expanded.
 */
function expandedOperand(
  shell: Shell,
  declaration: Declaration,
  operand: Word | Assignment,
): readonly (() => void)[] {
  if (operand.type === 'Word') {
    return fieldsOf(shell, [operand]).map(
      (field) => () => declareField(shell, declaration, { field, operand }),
    );
  }
  const { value } = operand;
  if (value.type === 'Word') {
    const text = textOrNotKnown(shell, value);
    return [() => declareAssignment(shell, declaration, { assignment: operand, text })];
  }
  declareAssignment(shell, declaration, { assignment: operand, text: undefined });
  return [];
}

function textOrNotKnown(shell: Shell, word: Word): string | NotKnown {
  try {
    return assignedText(shell, word);
  } catch (error) {
    if (error instanceof NotKnown) return error;
    throw error;
  }
}

function declarationOf(
  shell: Shell,
  use: { name: string; options: readonly string[]; place: Place },
): Declaration {
  const { name, options, place } = use;
  const flags = options.map((option) => option.slice(1)).join('');
  const isPlain = options.every((option) => option.startsWith('-')) && /^[aAgrxnilu]*$/.test(flags);
  const isReference = name !== 'export' && flags.includes('n');
  if (!isPlain || (isReference && /[aAilurx]/.test(flags))) {
    throw new NotKnown(`\`${name} ${options.join(' ')}\``, placeOf(shell, place));
  }
  const isDeclare = name === 'declare' || name === 'typeset' || name === 'local';
  const set = isDeclare ? (flags.includes('g') ? setGlobal : setLocal) : setVariable;
  return {
    set,
    empty: flags.includes('A') ? new Map<string, string>() : flags.includes('a') ? [] : undefined,
    attribute: ATTRIBUTES.get(/[ilu]/.exec(flags)?.[0] ?? ''),
    isReadonly: name === 'readonly' || flags.includes('r'),
    creates: isDeclare,
    isLocal: name === 'local',
    isReference,
  };
}

const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['i', 'integer'],
  ['l', 'lower'],
  ['u', 'upper'],
]);

/** `declare -f name`: the definition. What it is read for again means the same, but bash lays it out anew. */
function printFunctions(
  shell: Shell,
  { options, operands }: { options: readonly string[]; operands: readonly (Word | Assignment)[] },
  place: Place,
): Status {
  const names = fieldsOf(
    shell,
    operands.filter((operand) => operand.type === 'Word'),
  );
  if (names.length === 0) throw new NotKnown('the names of all functions', placeOf(shell, place));
  let status = 0;
  for (const name of names) {
    const doubt = shell.doubtfulFunctions.get(name);
    if (doubt !== undefined) throw doubt;
    const definition = shell.functions.get(name);
    if (definition === undefined) status = 1;
    else if (options.join('').includes('F')) write(shell, `${name}\n`, place);
    else {
      const { node, source } = definition;
      write(shell, `${name} () ${LAYOUT_MARK}\n${source.slice(node.body.pos, node.end)}\n`, place);
    }
  }
  return status;
}

function declareField(
  shell: Shell,
  declaration: Declaration,
  { field, operand }: { readonly field: string; readonly operand: Word },
): void {
  if (field === '-' && declaration.isLocal) {
    shell.localFlags ??= new Set(
      [...shell.settings.flags].filter((flag) => flag.length === 1 || flag === 'pipefail'),
    );
    return;
  }
  const [, name, append, text] = /^([A-Za-z_]\w*)(?:(\+?)=([\s\S]*))?$/.exec(field) ?? [];
  if (name === undefined || append === '+')
    throw new NotKnown(`the declaration \`${field}\``, placeOf(shell, operand));
  const target = { name, place: operand };
  if (declaration.isReference) declareReference(shell, declaration, { ...target, text });
  else if (text !== undefined) declareText(shell, declaration, { ...target, text });
  else if (declaration.creates) declareName(shell, declaration, target);
  if (declaration.isReadonly) makeReadonly(shell, target);
}

/** `declare -n name=other`: what the name has been so far is what it stands for, where nothing else is said. */
function declareReference(
  shell: Shell,
  declaration: Declaration,
  { name, place, text }: { readonly name: string; readonly place: Place; readonly text: string | undefined },
): void {
  const scope = declaration.set === setGlobal ? shell.scopes[0] : shell.scopes[shell.scopes.length - 1];
  const existing = scope?.get(name);
  const before = existing?.reference ?? existing?.value ?? '';
  const reference = text ?? before;
  if (
    typeof reference !== 'string' ||
    reference === name ||
    (reference !== '' && !/^[A-Za-z_]\w*$/.test(reference))
  ) {
    throw new NotKnown(`the reference \`${name}\``, placeOf(shell, place));
  }
  setReference(shell, scope, { name, place, reference });
}

function declareAssignment(
  shell: Shell,
  declaration: Declaration,
  { assignment, text }: { readonly assignment: Assignment; readonly text: string | NotKnown | undefined },
): void {
  const target = { name: assignment.name, place: assignment };
  if (declaration.isReference) {
    if (typeof text !== 'string')
      throw text ?? new NotKnown(`the reference \`${target.name}\``, placeOf(shell, assignment));
    declareReference(shell, declaration, { ...target, text });
    return;
  }
  if (
    declaration.set === setLocal &&
    findOwn(shell, target.name)?.reference !== undefined &&
    !isLocalHere(shell, target.name)
  ) {
    setLocal(shell, target, undefined);
  }
  if (
    declaration.set === setGlobal &&
    isLocal(shell, target.name) &&
    (assignment.append === true || assignment.index !== undefined)
  ) {
    setGlobal(
      shell,
      target,
      new NotKnown('a global variable behind a local one', placeOf(shell, assignment)),
    );
    return;
  }
  const isFreshLocal = declaration.set === setLocal && !isLocalHere(shell, assignment.name);
  const { set, empty, attribute } = declaration;
  if (empty !== undefined && assignment.value.type === 'Word' && assignment.index === undefined) {
    if (assignment.append === true) throw listFromText(shell, assignment);
    if (typeof text !== 'string') throw text ?? listFromText(shell, assignment);
    declareText(shell, declaration, { ...target, text });
    return;
  }
  if (isAssociative(empty)) {
    declareMap(shell, declaration, { assignment, text });
    return;
  }
  if (attribute !== undefined)
    setAttribute(shell, set === setGlobal ? 'global' : 'local', { ...target, attribute });
  if (isFreshLocal && (assignment.append === true || assignment.index !== undefined))
    setLocal(shell, target, undefined);
  if (isFreshLocal && assignment.value.type === 'Word' && assignment.index === undefined) {
    assignFreshScalar(shell, { assignment, text }, set);
  } else assign(shell, assignment, { set, text });
  if (declaration.isReadonly) makeReadonly(shell, target);
}

/** Text in parentheses is read again as a list where a list is declared, as in `declare -a "x=($words)"`. */
function declareText(
  shell: Shell,
  declaration: Declaration,
  { name, place, text }: { readonly name: string; readonly place: Place; readonly text: string },
): void {
  const { set, empty } = declaration;
  const holder =
    set === setLocal ? shell.scopes[shell.scopes.length - 1]?.get(name) : findVariable(shell, name);
  const isList = typeof holder?.value === 'object' && !(holder.value instanceof NotKnown);
  const isListText = text.startsWith('(') && text.endsWith(')');
  if (empty === undefined && !(isList && isListText)) {
    set(shell, { name, place }, text);
    return;
  }
  const assignment = isListText && empty !== undefined ? listAssignment(shell, `${name}=${text}`) : undefined;
  if (assignment !== undefined) {
    withOrigin(shell, place, () => declareAssignment(shell, declaration, { assignment, text: undefined }));
  } else if (Array.isArray(empty) && !isList && !isListText) set(shell, { name, place }, [text]);
  else throw listFromText(shell, place);
}

function listAssignment(shell: Shell, text: string): Assignment | undefined {
  takeSteps(shell, { pos: 0, end: 0 }, 1 + (text.length >> 4));
  const { commands, errors } = parse(text);
  const command = commands[0]?.command;
  if (errors !== undefined || commands.length !== 1 || command?.type !== 'Command') return undefined;
  const [assignment, ...others] = command.prefix;
  const isAlone = others.length === 0 && command.name === undefined && command.redirects.length === 0;
  return isAlone && assignment?.type === 'Assignment' && assignment.value.type === 'ArrayValue'
    ? assignment
    : undefined;
}

function listFromText(shell: Shell, place: Place): NotKnown {
  return new NotKnown('a list declared with text', placeOf(shell, place));
}

/** The variable is a map before the words in parentheses are read. */
function declareMap(
  shell: Shell,
  { set, isReadonly }: Declaration,
  { assignment, text }: { readonly assignment: Assignment; readonly text: string | NotKnown | undefined },
): void {
  const target = { name: assignment.name, place: assignment };
  const holder = set === setLocal ? shell.scopes[shell.scopes.length - 1] : shell.scopes[0];
  const current = holder?.get(assignment.name)?.value;
  if (set === setGlobal && isLocal(shell, assignment.name)) {
    throw new NotKnown('`declare -gA` past a local variable', placeOf(shell, assignment));
  }
  if (!isAssociative(current)) set(shell, target, new Map());
  assign(shell, assignment, { set, text });
  if (isReadonly) makeReadonly(shell, target);
}

function isLocal(shell: Shell, name: string): boolean {
  return shell.scopes.slice(1).some((scope) => scope.has(name));
}

/** A new local variable does not see that an outer one of the same name is an array. */
function assignFreshScalar(
  shell: Shell,
  { assignment, text }: { readonly assignment: Assignment; readonly text: string | NotKnown | undefined },
  set: Setter,
): void {
  const outer = findVariable(shell, assignment.name)?.value;
  if (!Array.isArray(outer) && !isAssociative(outer)) {
    assign(shell, assignment, { set, text });
    return;
  }
  assign(shell, assignment, {
    set: (inShell, at, value) => set(inShell, at, scalarOf(value)),
    text,
  });
}

function scalarOf(value: Value): Value {
  return Array.isArray(value) ? value[0] : isAssociative(value) ? value.get('0') : value;
}

function declareName(
  shell: Shell,
  { set, empty, attribute }: Declaration,
  target: { readonly name: string; readonly place: Place },
): void {
  if (attribute !== undefined)
    setAttribute(shell, set === setGlobal ? 'global' : 'local', { ...target, attribute });
  if (set === setLocal && isLocalHere(shell, target.name)) return;
  if (set === setGlobal && shell.scopes[0]?.has(target.name) === true) return;
  set(shell, target, empty);
}

function isLocalHere(shell: Shell, name: string): boolean {
  return shell.scopes[shell.scopes.length - 1]?.has(name) === true;
}
