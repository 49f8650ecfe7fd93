import type { Place } from '../../problems/positions.js';
import { ASCII, bytesOf, MARKS } from '../text/bytes.js';
import { NotKnown } from './outcomes.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';

/** The text that bytes make together. @throws NotKnown for bytes that are not UTF-8 */
export function textOfBytes(shell: Shell, text: string, place: Place): string {
  if (ASCII.test(text)) return text;
  return text.replace(MARKS, (run) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(run));
    } catch {
      throw new NotKnown('bytes that are not UTF-8', placeOf(shell, place));
    }
  });
}
