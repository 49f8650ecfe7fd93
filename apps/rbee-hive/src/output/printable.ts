import { stripVTControlCharacters } from 'node:util';

/** Foreign text without anything that could steer a terminal. Tabs stay. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
}
