import { nearest } from './nearest.js';

/** The most names that are suggested. */
const MOST = 3;

/** Which of the names someone may have meant: those that the word is a part of, else the one that differs least. */
export function didYouMean(word: string, names: readonly string[]): string[] {
  const longer = word === '' ? [] : names.filter((name) => name.includes(word));
  if (longer.length > 0) return longer.slice(0, MOST);
  const near = nearest(word, names);
  return near === undefined ? [] : [near];
}
