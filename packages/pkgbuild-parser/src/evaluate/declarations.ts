import type { Assignment, Command, Word } from 'unbash';
import type { Place } from '../positions.js';
import { assign, type Setter } from './assignments.js';
import { NotKnown, type Status } from './outcomes.js';
import { findVariable, makeReadonly, setGlobal, setLocal, setVariable, type Value } from './scope.js';
import { placeOf, type Shell } from './shell.js';
import { fieldsOf } from './words.js';

/** The commands whose arguments are assignments. */
export const declarationNames: ReadonlySet<string> = new Set(
  'declare export local readonly typeset'.split(' '),
);

interface Declaration {
  readonly set: Setter;
  readonly isArray: boolean;
  readonly isReadonly: boolean;
  /** Whether a name without a value becomes a variable that is not set, as with `local x`. */
  readonly creates: boolean;
}

/** `declare`, `local`, `export`, `readonly`. @throws NotKnown for attributes that are not followed */
export function declareVariables(shell: Shell, name: string, command: Command): Status {
  const options: string[] = [];
  const operands: (Word | Assignment)[] = [];
  for (const argument of command.args) {
    const isOption = argument.type === 'Word' && /^[-+]./.test(argument.text) && operands.length === 0;
    if (isOption) options.push(argument.text);
    else operands.push(argument);
  }
  const declaration = declarationOf(shell, { name, options, place: command });
  for (const operand of operands) declareOne(shell, declaration, operand);
  return 0;
}

function declarationOf(
  shell: Shell,
  use: { name: string; options: readonly string[]; place: Place },
): Declaration {
  const { name, options, place } = use;
  const flags = options.map((option) => option.slice(1)).join('');
  const isPlain = options.every((option) => option.startsWith('-')) && /^[agrxn]*$/.test(flags);
  const exportsName = name === 'export' && flags.includes('n');
  if (!isPlain || (flags.includes('n') && !exportsName)) {
    throw new NotKnown(`\`${name} ${options.join(' ')}\``, placeOf(shell, place));
  }
  const isDeclare = name === 'declare' || name === 'typeset' || name === 'local';
  const set = isDeclare ? (flags.includes('g') ? setGlobal : setLocal) : setVariable;
  return {
    set,
    isArray: flags.includes('a'),
    isReadonly: name === 'readonly' || flags.includes('r'),
    creates: isDeclare,
  };
}

function declareOne(shell: Shell, declaration: Declaration, operand: Word | Assignment): void {
  if (operand.type === 'Assignment') {
    declareAssignment(shell, declaration, operand);
    return;
  }
  for (const field of fieldsOf(shell, [operand])) {
    const [, name, append, text] = /^([A-Za-z_]\w*)(?:(\+?)=([\s\S]*))?$/.exec(field) ?? [];
    if (name === undefined || append === '+')
      throw new NotKnown(`the declaration \`${field}\``, placeOf(shell, operand));
    const target = { name, place: operand };
    if (text !== undefined) declaration.set(shell, target, text);
    else if (declaration.creates) declareName(shell, declaration, target);
    if (declaration.isReadonly) makeReadonly(shell, target);
  }
}

function declareAssignment(shell: Shell, declaration: Declaration, assignment: Assignment): void {
  const target = { name: assignment.name, place: assignment };
  const isFreshLocal = declaration.set === setLocal && !isLocalHere(shell, assignment.name);
  if (declaration.isArray && assignment.value.type === 'Word') {
    throw new NotKnown('an array declared with a scalar value', placeOf(shell, assignment));
  }
  const { set } = declaration;
  if (isFreshLocal && (assignment.append === true || assignment.index !== undefined))
    setLocal(shell, target, undefined);
  if (isFreshLocal && assignment.value.type === 'Word' && assignment.index === undefined) {
    assignFreshScalar(shell, assignment, set);
  } else assign(shell, assignment, set);
  if (declaration.isReadonly) makeReadonly(shell, target);
}

/** A new local variable does not see that an outer one of the same name is an array. */
function assignFreshScalar(shell: Shell, assignment: Assignment, set: Setter): void {
  const outer = findVariable(shell, assignment.name)?.value;
  const isArray = Array.isArray(outer);
  if (!isArray) {
    assign(shell, assignment, set);
    return;
  }
  assign(shell, assignment, (inShell, at, value) => set(inShell, at, scalarOf(value)));
}

function scalarOf(value: Value): Value {
  return Array.isArray(value) ? value[0] : value;
}

function declareName(
  shell: Shell,
  { set, isArray }: Declaration,
  target: { readonly name: string; readonly place: Place },
): void {
  if (set === setLocal && isLocalHere(shell, target.name)) return;
  if (set === setGlobal && shell.scopes[0]?.has(target.name) === true) return;
  set(shell, target, isArray ? [] : undefined);
}

function isLocalHere(shell: Shell, name: string): boolean {
  return shell.scopes[shell.scopes.length - 1]?.has(name) === true;
}
