import type { TestUnaryExpression, Word } from 'unbash';

/** `<` or `>` between two words, as they stand in the text. */
export interface UnspacedComparison {
  readonly left: string;
  readonly operator: '<' | '>';
  readonly right: string;
}

/** `[[ $a<$b ]]`, which the tree takes for the test of one word; `undefined` for what bash refuses or reads otherwise. */
export function unspacedComparison(expression: TestUnaryExpression): UnspacedComparison | undefined {
  const { operator: test, operand, pos } = expression;
  if (test !== '-n' || pos !== operand.pos) return undefined;
  const [at, ...others] = operatorPlaces(operand);
  if (at === undefined || others.length > 0) return undefined;
  const [left, right] = [operand.text.slice(0, at), operand.text.slice(at + 1)];
  // A number before it would be that of a redirection.
  if (left === '' || right === '' || /^\d+$/.test(left)) return undefined;
  return { left, operator: operand.text[at] === '<' ? '<' : '>', right };
}

/** Where `<` and `>` stand unquoted in a word, counted from its beginning. */
export function operatorPlaces({ text, parts, pos }: Word): number[] {
  if (!/[<>]/.test(text)) return [];
  const literals = parts?.filter(({ type }) => type === 'Literal') ?? [{ text, pos }];
  return literals.flatMap((literal) =>
    Array.from(literal.text.matchAll(UNQUOTED), ({ index }) => literal.pos - pos + index),
  );
}

const UNQUOTED = /(?<=(?<!\\)(?:\\\\)*)[<>]/g;
