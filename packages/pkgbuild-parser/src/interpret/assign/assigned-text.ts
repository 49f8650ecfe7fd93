import type { Word } from 'unbash';
import { homeNotKnown } from '../expand/home-folder.js';
import { textOf } from '../expand/words.js';
import type { Shell } from '../state/shell.js';

/** What stands on the right side. @throws NotKnown */
export function assignedText(shell: Shell, word: Word): string {
  if (word.text.includes(':~')) throw homeNotKnown(shell, word);
  return textOf(shell, word);
}
