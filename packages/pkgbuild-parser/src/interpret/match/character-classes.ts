import { NotKnown } from '../state/outcomes.js';

/** Whether a character is of a class; it throws `NotKnown` for one of which systems say this or that. */
export type CharacterTest = (character: string) => boolean;

/** The test of `[:name:]`, as the C library has it in a UTF-8 locale; `undefined` when there is no such class. */
export function characterClass(name: string): CharacterTest | undefined {
  const ascii = ASCII.get(name);
  if (ascii === undefined) return undefined;
  return (character) => (character > '\u007f' ? isOfClass(name, character) : ascii.test(character));
}

const ASCII: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /^[A-Za-z0-9]$/],
  ['alpha', /^[A-Za-z]$/],
  ['ascii', /^\p{ASCII}$/u],
  ['blank', /^[ \t]$/],
  ['cntrl', /^\p{Cc}$/u],
  ['digit', /^[0-9]$/],
  ['graph', /^[!-~]$/],
  ['lower', /^[a-z]$/],
  ['print', /^[ -~]$/],
  ['punct', /^[!-/:-@[-`{-~]$/],
  ['space', /^[ \t\n\v\f\r]$/],
  ['upper', /^[A-Z]$/],
  ['word', /^[A-Za-z0-9_]$/],
  ['xdigit', /^[0-9A-Fa-f]$/],
]);

/** Of the categories of Unicode, those whose characters are of the same classes throughout. */
const CATEGORIES: readonly (readonly [category: RegExp, classes: string])[] = [
  [/^[ªº]$/, 'alnum alpha graph lower print word'],
  [/^\p{Ll}$/u, 'alnum alpha graph lower print word'],
  [/^\p{Lu}$/u, 'alnum alpha graph print upper word'],
  [/^\p{Lo}$/u, 'alnum alpha graph print word'],
  [/^\p{Nd}$/u, 'alnum alpha graph print word'],
  [/^(?:\p{P}|\p{Sm}|\p{Sc}|\p{Sk})$/u, 'graph print punct'],
  [/^\p{Cc}$/u, 'cntrl'],
];

function isOfClass(name: string, character: string): boolean {
  if (name === 'ascii' || name === 'digit' || name === 'xdigit') return false;
  const classes = CATEGORIES.find(([category]) => category.test(character))?.[1];
  if (classes !== undefined) return classes.split(' ').includes(name);
  throw new NotKnown(`what kind of character ${JSON.stringify(character)} is`, { pos: 0, end: 0 });
}
