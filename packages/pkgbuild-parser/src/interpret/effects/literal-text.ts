import type { Word } from 'unbash';

export function literalText(word: Word): string | undefined {
  return word.parts === undefined && !/[\\$`]/.test(word.text) ? word.text : undefined;
}
