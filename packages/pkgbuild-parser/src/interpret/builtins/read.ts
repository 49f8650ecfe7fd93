import type { Place } from '../../problems/positions.js';
import { splitFields } from '../expand/split-fields.js';
import { takeSteps } from '../state/budget.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import { readScalar } from '../state/variables/read-variable.js';
import { setVariable } from '../state/variables/set-variable.js';

/** `read [-r] [-a array] names…` from a here-string or here-document. @throws NotKnown for other input */
export function readInput(shell: Shell, args: readonly string[], place: Place): Status {
  const { input } = shell;
  const { raw, array, names } = optionsOf(shell, args, place);
  if (input === undefined) throw new NotKnown('what `read` reads', placeOf(shell, place));
  takeSteps(shell, place, input.length >> 7);
  const end = input.indexOf('\n');
  const line = (end === -1 ? input : input.slice(0, end)).replaceAll('\0', '');
  shell.input = end === -1 ? '' : input.slice(end + 1);
  if (!raw && line.includes('\\'))
    throw new NotKnown('`read` without `-r` of a backslash', placeOf(shell, place));
  const ifs = readScalar(shell, 'IFS', place) ?? ' \t\n';
  const fields = splitFields(shell, [{ type: 'expanded', text: line }], { ifs, place }).map(
    ({ text }) => text,
  );
  if (array !== undefined) setVariable(shell, { name: array, place }, fields);
  else assignNames(shell, { names, fields, line, ifs }, place);
  return end === -1 ? 1 : 0;
}

function optionsOf(shell: Shell, args: readonly string[], place: Place) {
  let raw = false;
  let array: string | undefined;
  let index = 0;
  for (; args[index]?.startsWith('-') === true; index += 1) {
    const option = args[index];
    if (option === '-r') raw = true;
    else if (option === '-a' || option === '-ra') {
      raw ||= option === '-ra';
      index += 1;
      array = args[index];
    } else throw new NotKnown(`\`read ${option}\``, placeOf(shell, place));
  }
  const names = args.slice(index);
  if (names.some((name) => !/^[A-Za-z_]\w*$/.test(name))) {
    throw new NotKnown('`read` to something else than variables', placeOf(shell, place));
  }
  return { raw, array, names };
}

/** The last name takes the rest of the line, its separators included. */
function assignNames(
  shell: Shell,
  read: { names: readonly string[]; fields: readonly string[]; line: string; ifs: string },
  place: Place,
): void {
  const { names, fields, line, ifs } = read;
  if (names.length === 0) {
    setVariable(shell, { name: 'REPLY', place }, line);
    return;
  }
  const last = names.length - 1;
  names.forEach((name, index) => {
    const isRest = index === last && fields.length > names.length;
    const text = isRest ? restOf(line, index, ifs) : (fields[index] ?? '');
    setVariable(shell, { name, place }, text);
  });
}

function restOf(line: string, skipped: number, ifs: string): string {
  const isBlank = (character: string) => ' \t\n'.includes(character) && ifs.includes(character);
  let index = 0;
  const skipBlanks = () => {
    while (index < line.length && isBlank(line[index] ?? '')) index += 1;
  };
  skipBlanks();
  for (let field = 0; field < skipped; field += 1) {
    while (index < line.length && !ifs.includes(line[index] ?? '')) index += 1;
    skipBlanks();
    if (index < line.length && ifs.includes(line[index] ?? '')) {
      index += 1;
      skipBlanks();
    }
  }
  let end = line.length;
  while (end > index && isBlank(line[end - 1] ?? '')) end -= 1;
  return line.slice(index, end);
}
