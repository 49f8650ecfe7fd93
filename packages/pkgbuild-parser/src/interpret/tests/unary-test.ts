import type { Place } from '../../problems/positions.js';
import { elementIndex } from '../arithmetic/subscripts.js';
import { fileContent, fileExists } from '../state/file-facts.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { readAssociative, readElements } from '../state/variables/read-variable.js';

/** `-n`, `-z` and `-v`; the files and terminals that the others ask about are not known. @throws NotKnown */
export function unaryTest(
  shell: Shell,
  { operator, operand, pos, end }: Place & { readonly operator: string; readonly operand: string },
): boolean {
  if (operator === '-n') return operand !== '';
  if (operator === '-z') return operand === '';
  const place = placeOf(shell, { pos, end });
  if (operator === '-v') return isSet(shell, operand, place);
  if (operator === '-o' && !/^[a-z][a-z-]*$/.test(operand)) return false;
  const exists = FILE_TESTS.has(operator) ? fileExists(shell, operand) : undefined;
  if (exists === false) return false;
  if (exists === true && operator === '-e') return true;
  if (exists === true && (operator === '-f' || operator === '-s')) {
    const content = fileContent(shell, operand, place);
    return operator === '-f' || content !== '';
  }
  throw new NotKnown(`the test \`${operator} ${operand}\``, place);
}

const FILE_TESTS: ReadonlySet<string> = new Set(
  '-b -c -d -e -f -g -h -k -p -r -s -u -w -x -G -L -N -O -S'.split(' '),
);

function isSet(shell: Shell, operand: string, place: Place): boolean {
  const [, name, subscript] = /^([A-Za-z_]\w*)(?:\[(.+)\])?$/s.exec(operand) ?? [];
  if (name === undefined) throw new NotKnown(`the test \`-v ${operand}\``, place);
  const map = readAssociative(shell, name, place);
  if (map !== undefined) return subscript === '@' ? map.size > 0 : map.has(subscript ?? '0');
  const elements = readElements(shell, name, place);
  if (subscript === '@' || subscript === '*') return elements.length > 0;
  return (
    elements[subscript === undefined ? 0 : elementIndex(shell, subscript, { name, place })] !== undefined
  );
}
