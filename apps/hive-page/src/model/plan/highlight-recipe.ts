export type TokenKind = 'plain' | 'comment' | 'string' | 'variable' | 'name' | 'function' | 'keyword';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Recipes that are longer are shown plain. */
const LONGEST = 200_000;

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['comment', /(?<=^|\s)#.*/y],
  ['string', /'[^']*'/y],
  ['variable', /\$(?:\{[^}\n]*\}|[A-Za-z_]\w*|[0-9@*#?$!-])/y],
  ['function', /(?<=^|\n)[A-Za-z_][\w-]*(?=\s*\(\)\s*\{)/y],
  ['name', /(?<=^|\n|\s)[A-Za-z_]\w*(?=\+?=)/y],
  [
    'keyword',
    /(?<![\w$./-])(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|in|function|local|return|export)(?![\w./=-])/y,
  ],
];

/** Pieces of a recipe for light colouring. It is no parser: their texts together are the recipe, whatever it is. */
export function highlightRecipe(recipe: string): Token[] {
  if (recipe.length > LONGEST) return [{ kind: 'plain', text: recipe }];
  const tokens: Token[] = [];
  let plain = '';
  let inString = false;
  const add = (kind: TokenKind, text: string) => {
    if (plain !== '') tokens.push({ kind: inString ? 'string' : 'plain', text: plain });
    plain = '';
    if (text !== '') tokens.push({ kind, text });
  };
  for (let at = 0; at < recipe.length; ) {
    const found = tokenAt(recipe, at, inString);
    if (found !== undefined) {
      add(found.kind, found.text);
      at += found.text.length;
      continue;
    }
    const length = recipe[at] === '\\' ? 2 : 1;
    if (recipe[at] === '"') {
      if (inString) {
        plain += '"';
        add('plain', '');
        inString = false;
      } else {
        add('plain', '');
        inString = true;
        plain = '"';
      }
    } else plain += recipe.slice(at, at + length);
    at += length;
  }
  add('plain', '');
  return tokens;
}

function tokenAt(recipe: string, at: number, inString: boolean): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    if (inString && kind !== 'variable') continue;
    pattern.lastIndex = at;
    const text = pattern.exec(recipe)?.[0];
    if (text !== undefined && text !== '') return { kind, text };
  }
  return undefined;
}
