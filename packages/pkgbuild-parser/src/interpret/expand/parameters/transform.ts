import type { ParameterExpansionPart } from 'unbash';
import { NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { capital, capitals, smallLetters } from '../../text/letter-case.js';
import type { Expansion } from './expansion.js';

/** `${x@Q}` and its kin. */
export function transformedBy(
  shell: Shell,
  { part, operator, expansion }: { part: ParameterExpansionPart; operator: string; expansion: Expansion },
): readonly string[] {
  if (!expansion.isSet) return expansion.values;
  const transform = TRANSFORMATIONS.get(operator);
  const values = transform && expansion.values.map(transform);
  if (values === undefined || values.includes(undefined)) {
    throw new NotKnown(`the expansion \`${part.text}\``, placeOf(shell, part));
  }
  return values.filter((value) => value !== undefined);
}

const TRANSFORMATIONS: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ['L', smallLetters],
  ['U', capitals],
  ['u', withCapital],
  ['Q', quotedForShell],
]);

function withCapital(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return first === '' ? '' : capital(first) + rest.join('');
}

/** Text with control characters is written in a further way that is not followed. */
function quotedForShell(text: string): string | undefined {
  if (/[\p{Cc}]/u.test(text)) return undefined;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
