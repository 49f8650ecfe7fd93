import type { Assignment, Command, Word } from 'unbash';
import { assignedText } from '../../assign/assigned-text.js';
import { fieldsOf } from '../../expand/words.js';
import { NotKnown, ReadonlyRefused, type Status } from '../../state/outcomes.js';
import { spoilOutput, writeError } from '../../state/output.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { keepBeyondCommand } from '../../state/variables/environment.js';
import { type Declaration, declarationOf } from './declaration.js';
import { declareAssignment } from './declare-assignment.js';
import { declareField } from './declare-field.js';
import { printFunctions } from './print-functions.js';

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
    if (!declaresWell(shell, command, declare)) status = 1;
  }
  return status;
}

/** A variable that is read-only fails alone. */
function declaresWell(shell: Shell, command: Command, declare: () => void): boolean {
  try {
    declare();
    return true;
  } catch (error) {
    if (!(error instanceof ReadonlyRefused)) throw error;
    writeError(shell, new NotKnown(`bash's error: ${error.message}`, placeOf(shell, command)));
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
    return [
      () => {
        declareAssignment(shell, declaration, { assignment: operand, text });
        if (!declaration.creates) keepBeyondCommand(shell, { name: operand.name, place: operand });
      },
    ];
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
