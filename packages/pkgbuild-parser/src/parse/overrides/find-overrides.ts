import type { Assignment } from 'unbash';
import type { FunctionDefinition } from '../../interpret/state/shell.js';
import { type FieldName, fieldNameOf } from '../../model/fields.js';
import type { Place } from '../../problems/positions.js';
import { packageLines } from './package-lines.js';

export interface Found extends FieldName {
  readonly name: string;
  readonly isArray: boolean;
  readonly appends: boolean;
  readonly text: string;
  readonly place: Place;
  readonly assignment: Assignment | undefined;
}

/** A line that makepkg takes: blanks, of which the last is a space, and the name with something after `=`. */
const ASSIGNMENT = /^\s* ([a-z0-9]+(?:_[A-Za-z0-9_]+)?)(\+?)=(\(|[^(])/;

/** A sign of assignment, a continued line, which may cut it, or a here-document, which may hold one. */
const MARK = /=|\\\n(?=[\w+=])|<</g;

/** Where a function may assign to a wanted variable, ascending: most assign to none, and need not be looked at. */
function placesIn({ text, node }: FunctionDefinition, isWanted: (name: string) => boolean): number[] {
  const places: number[] = [];
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    const start = match[0] === '=' ? nameBefore(text, match.index) : match.index;
    const name = text.slice(start, match.index).replace('+', '');
    if (match[0] !== '=' || isWanted(name)) places.push(node.pos + start);
  }
  return places;
}

/** Where the name of a variable begins that `=` or `+=` at `end` follows. */
function nameBefore(text: string, end: number): number {
  let start = text[end - 1] === '+' ? end - 1 : end;
  while (/\w/.test(text[start - 1] ?? '')) start -= 1;
  return start;
}

export function assignmentsIn(definition: FunctionDefinition, architectures: readonly string[]): Found[] {
  const isWanted = (name: string) => fieldNameOf(name, architectures) !== undefined;
  const places = placesIn(definition, isWanted);
  if (places.length === 0) return [];
  const found: Found[] = [];
  for (const line of packageLines(definition, { isWanted, places })) {
    const { assignment, place } = line;
    const [, name = '', plus, next] =
      assignment === undefined ? (ASSIGNMENT.exec(line.text) ?? []) : partsOf(assignment);
    const known = fieldNameOf(name, architectures);
    if (known === undefined) continue;
    const { base, field, architecture } = known;
    const text = line.text.trim();
    found.push({
      base,
      field,
      architecture,
      name,
      isArray: next === '(',
      appends: plus === '+',
      text,
      place,
      assignment,
    });
  }
  return found;
}

/** What {@link ASSIGNMENT} finds in its text. */
function partsOf({ name, append, value }: Assignment): readonly string[] {
  return ['', name, append === true ? '+' : '', value.type === 'ArrayValue' ? '(' : ''];
}
