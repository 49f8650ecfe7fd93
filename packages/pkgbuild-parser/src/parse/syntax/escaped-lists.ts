import { type ArrayValue, forEachChild, type SyntaxNode } from 'unbash';
import type { ProblemList } from '../../problems/problem-list.js';

const ESCAPED = /\\['"()`&;|<>]/;

/** What bash takes for an operator there, which no list may hold. */
const OPERATOR = /\\[&;|<>]/;

/** Whether a list may hold what {@link reportEscapedLists} looks for, which is rare. */
export function mayHoldEscapedLists(text: string): boolean {
  return ESCAPED.test(text) && text.includes('=(');
}

/**
 * Where bash looks for the end of a `$(…)`, it takes a quote, a parenthesis or an operator in a list for one even after
 * a backslash, as in `$(a=(it\'s))`: unless quotes and parentheses are in pairs and there is no operator, the file is
 * not valid bash.
 */
export function reportEscapedLists(text: string, script: SyntaxNode, list: ProblemList): void {
  forEachChild(script, (node) => {
    if (node.type === 'Script') return;
    if (node.type === 'Assignment' && node.value.type === 'ArrayValue') checkList(text, node.value, list);
    reportEscapedLists(text, node, list);
  });
}

function checkList(text: string, value: ArrayValue, list: ProblemList): void {
  const inside = withoutSubstitutions(text, value);
  if (!ESCAPED.test(inside) || (!holdsOperator(value) && endsWhereItShould(inside))) return;
  list.error('SYNTAX', value, 'bash does not find the end of this list inside a substitution');
}

function holdsOperator({ elements }: ArrayValue): boolean {
  return elements.some(({ text, parts }) =>
    parts === undefined
      ? OPERATOR.test(text)
      : parts.some((part) => part.type === 'Literal' && OPERATOR.test(part.text)),
  );
}

/** The text of a list, its substitutions blank: bash reads these by their own rules. */
function withoutSubstitutions(text: string, value: ArrayValue): string {
  let inside = text.slice(value.pos, value.end);
  const blank = (node: SyntaxNode): void => {
    if (node.type === 'CommandExpansion' && text.startsWith('$(', node.pos)) {
      const [start, end] = [node.pos - value.pos, node.end - value.pos];
      inside = `${inside.slice(0, start)}${' '.repeat(end - start)}${inside.slice(end)}`;
    } else if (node.type !== 'Script') forEachChild(node, blank);
  };
  forEachChild(value, blank);
  return inside;
}

function endsWhereItShould(text: string): boolean {
  const end = text.length;
  let depth = 0;
  for (let index = 0; index < end; index += 1) {
    const character = text[index];
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0) return index === end - 1;
    if (character === "'" || character === '`') index = closing(text, { index, quote: character, end });
    if (character === '"') index = closing(text, { index, quote: character, end });
    if (index === -1) return false;
  }
  return false;
}

/** Where a quote is closed, or -1; only in double quotes, backticks and `$'…'` a backslash keeps it open. */
function closing(
  text: string,
  { index, quote, end }: { readonly index: number; readonly quote: string; readonly end: number },
): number {
  const escapes = quote !== "'" || text[index - 1] === '$';
  for (let at = index + 1; at < end; at += 1) {
    if (escapes && text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}
