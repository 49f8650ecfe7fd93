import { parse, type Word } from 'unbash';
import { LineDropped } from '../state/outcomes.js';

/** Reads text as one word, as bash reads it again after brace expansion. */
export function wordFrom(text: string, prefix: string): Word {
  const command = parse(`x=${prefix}${text}`).commands[0]?.command;
  const value =
    command?.type === 'Command' && command.suffix.length === 0 && command.name === undefined
      ? command.prefix[0]
      : undefined;
  if (value?.type === 'Assignment' && value.value.type === 'Word') return value.value;
  throw new LineDropped(`${text}: no word`);
}
