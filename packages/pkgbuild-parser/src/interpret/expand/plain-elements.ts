import type { ArrayValue, Assignment } from 'unbash';

/**
 * Blanks and comments, then a word that is quoted as a whole or holds nothing that bash expands, if there is one.
 * No text has two readings, so that it never tries twice.
 */
const ELEMENT =
  /[ \t\n]*(?:#[^\n]*\n[ \t\n]*)*(?:('[^']*'|"[^"\\$`]*")|([A-Za-z0-9_./:,%^=@+!-][A-Za-z0-9_./:,%^=@+!#-]*))?(?=[ \t\n)])/y;

/** The elements of an array that is written out, as most are, without asking for the tree; nothing for any other. */
export function plainElements({ text, pos, end }: Assignment, value: ArrayValue): string[] | undefined {
  if (text.length !== end - pos) return undefined;
  const elements: string[] = [];
  ELEMENT.lastIndex = value.pos + 1 - pos;
  for (let match = ELEMENT.exec(text); match !== null; match = ELEMENT.exec(text)) {
    const [, quoted, bare] = match;
    if (quoted !== undefined) elements.push(quoted.slice(1, -1));
    else if (bare !== undefined) elements.push(bare);
    else return ELEMENT.lastIndex === value.end - 1 - pos ? elements : undefined;
  }
  return undefined;
}
