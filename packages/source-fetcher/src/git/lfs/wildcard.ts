/** Whether a pattern of gitattributes(5) matches a path, both relative to the pattern's folder. */
export function matchesPath(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/^\//, '');
  const names = path.split('/');
  if (!pattern.includes('/')) return matchesName(pattern, names.at(-1) ?? '');
  return matchesAll(anchored.split('/'), names);
}

/** `**` is any number of folders; at the end, everything below. Greedy with one way back: never more than the product of the lengths. */
function matchesAll(patterns: readonly string[], names: readonly string[]): boolean {
  return matchSequence(patterns.length, names.length, {
    isStar: (at) => patterns[at] === '**' && at < patterns.length - 1,
    matches: (at, name) =>
      patterns[at] === '**' ? true : matchesName(patterns[at] ?? '', names[name] ?? ''),
    takesRest: (at) => patterns[at] === '**' && at === patterns.length - 1,
  });
}

/** `*`, `?` and classes in one name. */
function matchesName(pattern: string, name: string): boolean {
  const tokens = tokensOf(pattern);
  return matchSequence(tokens.length, name.length, {
    isStar: (at) => tokens[at] === '*',
    matches: (at, index) => (tokens[at] as Token | undefined)?.(name.charAt(index)) ?? false,
    takesRest: () => false,
  });
}

type Matcher = (character: string) => boolean;
type Token = Matcher;

interface Sequence {
  /** Whether the pattern's part matches any number of items. */
  readonly isStar: (at: number) => boolean;
  readonly matches: (at: number, item: number) => boolean;
  /** Whether the pattern's part matches one or more items up to the end. */
  readonly takesRest: (at: number) => boolean;
}

function matchSequence(parts: number, items: number, { isStar, matches, takesRest }: Sequence): boolean {
  let [part, item, star, resume] = [0, 0, -1, 0];
  while (item < items) {
    if (part < parts && takesRest(part)) return true;
    if (part < parts && isStar(part)) {
      [star, resume] = [part, item];
      part += 1;
    } else if (part < parts && matches(part, item)) {
      part += 1;
      item += 1;
    } else if (star >= 0) {
      resume += 1;
      [part, item] = [star + 1, resume];
    } else return false;
  }
  while (part < parts && isStar(part)) part += 1;
  return part === parts;
}

const POSIX_CLASSES: Readonly<Record<string, RegExp>> = {
  space: /\s/,
  digit: /\d/,
  alpha: /[A-Za-z]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  punct: /[!-/:-@[-`{-~]/,
};

/** One token a character of the name, or a star. */
function tokensOf(pattern: string): readonly ('*' | Token)[] {
  const tokens: ('*' | Token)[] = [];
  for (const [part] of pattern.matchAll(/\[[!^]?\]?(?:\[:[a-z]+:\]|[^\]])*\]|\\.|[\s\S]/g)) {
    if (part === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (part === '?') tokens.push(() => true);
    else if (part.startsWith('[') && part.length > 2) tokens.push(classOf(part.slice(1, -1)));
    else tokens.push((character) => character === part.slice(-1));
  }
  return tokens;
}

function classOf(text: string): Matcher {
  const isNegative = /^[!^]/.test(text);
  const body = isNegative ? text.slice(1) : text;
  const items = [...body.matchAll(/\[:([a-z]+):\]|([\s\S])-([\s\S])|([\s\S])/g)];
  return (character) => isNegative !== items.some((item) => isOf(item, character));
}

function isOf([, name, from = '', to = '', one]: RegExpMatchArray, character: string): boolean {
  if (name !== undefined) return POSIX_CLASSES[name]?.test(character) ?? false;
  return one === undefined ? character >= from && character <= to : character === one;
}
