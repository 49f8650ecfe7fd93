import type { Place } from '../../problems/positions.js';
import { NotKnown } from './outcomes.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';
import { findVariable } from './variables/find-variable.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/** Whether each byte is a character: in the locale `C`, which the file may choose for itself. UTF-8 is assumed else. */
export function countsBytes(shell: Shell, text: string): boolean {
  if (!BEYOND_ASCII.test(text)) return false;
  for (const name of ['LC_ALL', 'LC_CTYPE', 'LANG']) {
    const value = findVariable(shell, name)?.value;
    if (value instanceof NotKnown) throw value;
    if (typeof value === 'string' && value !== '') return value === 'C' || value === 'POSIX';
  }
  return false;
}

/** For what is done to characters, where bytes would be cut apart. @throws NotKnown */
export function requireCharacters(shell: Shell, text: string, place: Place): void {
  if (countsBytes(shell, text))
    throw new NotKnown('text beyond ASCII in the locale C', placeOf(shell, place));
}
