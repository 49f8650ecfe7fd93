import { type Command, forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';
import { holdsPlace } from '../../problems/positions.js';
import type { ProblemList } from '../../problems/problem-list.js';

/** What a parenthesis may follow; `()` is that of a function. */
const FITTING = /[\s=$(<>?*+@!&|;`'"\\{}[\]#]/;

const CLOSED = /\([ \t]*\)/y;

/** Where a parenthesis stands after the end of a word, ascending. */
function parenthesesAfterWords(text: string): number[] {
  const places: number[] = [];
  for (let index = text.indexOf('('); index !== -1; index = text.indexOf('(', index + 1)) {
    let before = index - 1;
    while (text[before] === ' ' || text[before] === '\t') before -= 1;
    CLOSED.lastIndex = index;
    if (before >= 0 && !FITTING.test(text[before] ?? '') && !CLOSED.test(text)) places.push(index);
  }
  return places;
}

/** A parenthesis between the words of a command, which the tree does not show. */
export function reportSwallowed(text: string, script: ParsedScript, list: ProblemList): void {
  const places = parenthesesAfterWords(text);
  if (places.length === 0) return;
  const visit = (node: SyntaxNode) => {
    if (node.type === 'Word' || node.type === 'Assignment') return;
    if (!holdsPlace(places, node)) return;
    if (node.type === 'Command') reportGaps(text, node, list);
    forEachChild(node, visit);
  };
  forEachChild(script, visit);
}

function reportGaps(text: string, { prefix, name, suffix }: Command, list: ProblemList): void {
  const parts = [...prefix, ...(name === undefined ? [] : [name]), ...suffix];
  for (const [index, { end }] of parts.entries()) {
    const next = parts[index + 1]?.pos ?? end;
    const at = text.slice(end, next).indexOf('(');
    if (at === -1) continue;
    list.error('SYNTAX', { pos: end + at, end: end + at + 1 }, "unexpected token '('");
    return;
  }
}
