import fc from 'fast-check';

/** One change to a text; positions are fractions of its length, so that they fit a text of any length. */
export type Mutation =
  | { readonly type: 'delete' | 'duplicate' | 'truncate'; readonly at: number; readonly tokens: number }
  | { readonly type: 'swap'; readonly at: number; readonly with: number }
  | { readonly type: 'insert'; readonly at: number; readonly piece: string }
  | { readonly type: 'flip'; readonly at: number; readonly bit: number };

const PIECES = [
  ...[
    '$',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '"',
    "'",
    '`',
    '\\',
    '#',
    '%',
    '/',
    ':',
    ',',
    '=',
    '+=',
    '*',
    '?',
    '!',
    '~',
  ],
  ...[
    '\n',
    ';',
    ' ',
    '&',
    '&&',
    '||',
    '|',
    '<',
    '<<<',
    '<<E\n',
    '>',
    '..',
    '((',
    '))',
    '[[ ',
    ' ]]',
    '$(',
    '${',
    '@',
  ],
  ...[
    'if ',
    'then ',
    'fi',
    'for i in ',
    'do ',
    'done',
    'while :; do ',
    'case x in ',
    'esac',
    '() { ',
    'eval ',
  ],
  ...[
    '{1..9999999}',
    '$((2**62))',
    '${x//a/',
    'set -e',
    'set -u',
    'exit 1',
    'local ',
    'declare -A ',
    '\r',
    '\0',
    '\u{10fffe}',
  ],
];

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/** Some changes, one after the other. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constantFrom('delete' as const, 'duplicate' as const, 'truncate' as const),
      at: place,
      tokens: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({ type: fc.constant('swap' as const), at: place, with: place }),
    fc.record({ type: fc.constant('insert' as const), at: place, piece: fc.constantFrom(...PIECES) }),
    fc.record({ type: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  ),
  { minLength: 1, maxLength: 4 },
);

export function mutated(text: string, changes: readonly Mutation[]): string {
  return changes.reduce(changed, text);
}

function changed(text: string, change: Mutation): string {
  if (change.type === 'flip') return withBitFlipped(text, change);
  const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
  const index = Math.floor(change.at * tokens.length);
  const before = tokens.slice(0, index);
  switch (change.type) {
    case 'insert':
      return [...before, change.piece, ...tokens.slice(index)].join('');
    case 'delete':
      return [...before, ...tokens.slice(index + change.tokens)].join('');
    case 'duplicate':
      return [...before, ...tokens.slice(index, index + change.tokens), ...tokens.slice(index)].join('');
    case 'truncate':
      return before.join('');
    case 'swap':
      return withTokensSwapped(tokens, index, Math.floor(change.with * tokens.length)).join('');
  }
}

function withBitFlipped(text: string, { at, bit }: { readonly at: number; readonly bit: number }): string {
  const bytes = new TextEncoder().encode(text);
  const index = Math.floor(at * bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
  return new TextDecoder().decode(bytes);
}

function withTokensSwapped(tokens: readonly string[], one: number, other: number): string[] {
  const swapped = [...tokens];
  [swapped[one], swapped[other]] = [tokens[other] ?? '', tokens[one] ?? ''];
  return swapped;
}
