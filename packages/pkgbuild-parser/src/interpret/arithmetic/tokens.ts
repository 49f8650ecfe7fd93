/** A token of an arithmetic expression. A name may carry a subscript, as raw text. */
export type ArithmeticToken =
  | { readonly type: 'number'; readonly value: bigint }
  | { readonly type: 'name'; readonly name: string; readonly subscript: string | undefined }
  | { readonly type: 'operator'; readonly operator: string }
  /** Text that is not a token: bash evaluates all before it, then reports it. */
  | { readonly type: 'wrong' };

const OPERATORS = [
  ...['<<=', '>>='],
  ...['**', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||'],
  ...['+=', '-=', '*=', '/=', '%=', '&=', '^=', '|='],
  ...['+', '-', '*', '/', '%', '<', '>', '!', '~', '&', '^', '|', '?', ':', '=', ',', '(', ')'],
];

/** The tokens of a text, up to the first that is wrong. */
export function arithmeticTokens(text: string): ArithmeticToken[] {
  const tokens: ArithmeticToken[] = [];
  let index = 0;
  while (index < text.length) {
    if (/\s/.test(text[index] ?? '')) {
      index += 1;
      continue;
    }
    const afterName = tokens[tokens.length - 1]?.type === 'name';
    const read =
      readNumber(text, index) ?? readName(text, index) ?? readOperator(text, { start: index, afterName });
    if (read === undefined) return [...tokens, { type: 'wrong' }];
    tokens.push(read.token);
    index = read.end;
  }
  return tokens;
}

interface Read {
  readonly token: ArithmeticToken;
  readonly end: number;
}

function readNumber(text: string, start: number): Read | undefined {
  const pattern = /(?:([1-9]\d*)#([0-9A-Za-z@_]+)|0[xX]([0-9A-Fa-f]+)|(\d[0-9A-Za-z@_#]*))/y;
  pattern.lastIndex = start;
  const [all, base, digits, hexadecimal, plain] = pattern.exec(text) ?? [];
  if (all === undefined) return undefined;
  const value = numberOf({ base, digits, hexadecimal, plain });
  return value === undefined ? undefined : { token: { type: 'number', value }, end: start + all.length };
}

function numberOf(read: Record<'base' | 'digits' | 'hexadecimal' | 'plain', string | undefined>) {
  if (read.hexadecimal !== undefined) return digitsValue(read.hexadecimal, 16);
  if (read.base !== undefined) return digitsValue(read.digits ?? '', Number(read.base));
  const plain = read.plain ?? '';
  return plain.startsWith('0') ? digitsValue(plain, 8) : digitsValue(plain, 10);
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

function digitsValue(digits: string, base: number): bigint | undefined {
  if (base < 2 || base > 64) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const index = DIGITS.indexOf(base <= 36 ? digit.toLowerCase() : digit);
    if (index === -1 || index >= base) return undefined;
    value = BigInt.asIntN(64, value * BigInt(base) + BigInt(index));
  }
  return value;
}

function readName(text: string, start: number): Read | undefined {
  const pattern = /[A-Za-z_][A-Za-z0-9_]*/y;
  pattern.lastIndex = start;
  const name = pattern.exec(text)?.[0];
  if (name === undefined) return undefined;
  const end = start + name.length;
  if (text[end] !== '[') return { token: { type: 'name', name, subscript: undefined }, end };
  const close = closingBracket(text, end);
  if (close === -1) return undefined;
  return { token: { type: 'name', name, subscript: text.slice(end + 1, close) }, end: close + 1 };
}

const BEFORE_NAME = /(?:\+\+|--)\s*[A-Za-z_]/y;

function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === '[') depth += 1;
    if (text[index] === ']') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

/** Two signs are one operator after a name or before one. */
function readOperator(
  text: string,
  { start, afterName }: { readonly start: number; readonly afterName: boolean },
): Read | undefined {
  BEFORE_NAME.lastIndex = start;
  const isStep = afterName || BEFORE_NAME.test(text);
  const operator = OPERATORS.find(
    (candidate) =>
      text.startsWith(candidate, start) && (isStep || (candidate !== '++' && candidate !== '--')),
  );
  if (operator === undefined) return undefined;
  return { token: { type: 'operator', operator }, end: start + operator.length };
}
