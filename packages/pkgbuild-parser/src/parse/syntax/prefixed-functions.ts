import type { ParsedScript } from 'unbash';
import type { ProblemList } from '../../problems/problem-list.js';
import { reportNested } from './walk.js';

const PREFIXED =
  /(?<![\w$])[A-Za-z_]\w*\+?=(?:[^\s"';&|()]|"[^"\n]*"|'[^'\n]*')*[ \t]+(?=[^\s()"'$=;&|<>]+[ \t]*\([ \t]*\))/g;

/** Whether a sign of assignment stands before `()` on any line, which is rare. */
function hasPrefixedFunction(text: string): boolean {
  let from = 0;
  for (let index = text.indexOf('()'); index !== -1; index = text.indexOf('()', from)) {
    const before = text.slice(from, index);
    if (before.lastIndexOf('=') > before.lastIndexOf('\n')) return true;
    from = index + 2;
  }
  return false;
}

/** An assignment before `name()` is a syntax error of bash. */
export function reportPrefixedFunctions(text: string, script: ParsedScript, list: ProblemList): void {
  if (!hasPrefixedFunction(text)) return;
  const places = Array.from(text.matchAll(PREFIXED), ({ 0: prefix, index }) => index + prefix.length);
  const starts = new Set(places);
  reportNested(script, list, {
    text,
    places,
    visit: (node) => {
      if (node.type !== 'Function' || !starts.has(node.pos)) return;
      list.error('SYNTAX', node, "unexpected token '('");
    },
  });
}
