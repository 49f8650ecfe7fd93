import type { Word } from 'unbash';
import { elementIndex } from '../../arithmetic/subscripts.js';
import { joinSegments } from '../../state/segments.js';
import type { Shell } from '../../state/shell.js';
import { homeNotKnown } from '../home-folder.js';

/** The subscript of an element. @throws NotKnown, LineDropped */
export function subscriptOf(shell: Shell, index: Word, name: string): number {
  const text = joinSegments(shell.interpreter.segmentsOf(shell, index, 'double-quoted'));
  return elementIndex(shell, text, { name, place: index });
}

/** The subscript of an element of an associative array. @throws NotKnown, LineDropped */
export function keyText(shell: Shell, index: Word): string {
  if (index.text.startsWith('~')) throw homeNotKnown(shell, index);
  return joinSegments(shell.interpreter.segmentsOf(shell, index, 'bare'));
}
