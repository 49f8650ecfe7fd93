import type { Assignment, Word } from 'unbash';
import type { Place } from '../../../problems/positions.js';
import { fieldsOf } from '../../expand/words.js';
import { LAYOUT_MARK } from '../../state/facts.js';
import { NotKnown, type Status } from '../../state/outcomes.js';
import { write } from '../../state/output.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';

/** `declare -f name`: the definition. Read again it means the same, but bash prints it in a layout of its own. */
export function printFunctions(
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
