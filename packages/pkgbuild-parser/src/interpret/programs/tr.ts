import { write } from '../state/output.js';
import { inputText, notFollowed, type Program, readOptions } from './support/program.js';

/** `tr`, with `-d`, `-s` and `-c`, of ASCII. */
export const tr: Program = (use) => {
  const read = readOptions(use.args, { flags: 'dscC', withValue: '' });
  const [first, second] = read?.operands.map(setOf) ?? [];
  if (read === undefined || first === undefined || read.operands.length > 2) throw notFollowed(use);
  const { options } = read;
  const hasSecond = read.operands.length === 2;
  const complements = options.has('c') || options.has('C');
  const deletes = options.has('d');
  const squeezes = options.has('s');
  if (hasSecond && (second === undefined || second.length === 0)) throw notFollowed(use);
  if (!deletes && !squeezes && !hasSecond) throw notFollowed(use);
  if (deletes && (hasSecond || squeezes)) throw notFollowed(use);
  const text = inputText(use, []);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  if (!/^[\u0000-\u007f]*$/.test(text)) throw notFollowed(use);
  const isFirst = (character: string) => first.includes(character) !== complements;
  const translated = Array.from(text, (character) => {
    if (!isFirst(character)) return character;
    if (deletes) return '';
    return second === undefined
      ? character
      : (counterpart(character, { first, second, complements }) ?? character);
  });
  const squeezable = squeezes
    ? second === undefined
      ? isFirst
      : (character: string) => second.includes(character)
    : undefined;
  write(use.shell, squeezed(translated, squeezable), use.place);
  return 0;
};

function counterpart(
  character: string,
  {
    first,
    second,
    complements,
  }: { first: readonly string[]; second: readonly string[]; complements: boolean },
): string | undefined {
  const last = second[second.length - 1];
  return complements ? last : (second[first.lastIndexOf(character)] ?? last);
}

function squeezed(
  characters: readonly string[],
  squeezes: ((character: string) => boolean) | undefined,
): string {
  if (squeezes === undefined) return characters.join('');
  return characters
    .filter((character, index) => character !== characters[index - 1] || !squeezes(character))
    .join('');
}

const CLASSES: ReadonlyMap<string, string> = new Map([
  ['[:lower:]', 'a-z'],
  ['[:upper:]', 'A-Z'],
  ['[:digit:]', '0-9'],
  ['[:alpha:]', 'A-Za-z'],
  ['[:alnum:]', '0-9A-Za-z'],
  ['[:blank:]', '\t '],
  ['[:space:]', '\t\n\v\f\r '],
]);

/** The characters that a set names; `undefined` for what is not evaluated. */
function setOf(written: string): string[] | undefined {
  let text = written;
  for (const [name, characters] of CLASSES) text = text.replaceAll(name, characters);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  if (/[^\u0000-\u007f]|\[[:=]|\[.\*/.test(text)) return undefined;
  const set: string[] = [];
  const items = text.matchAll(/(\\[\\ntr]|[^\\])(?:-(\\[\\ntr]|[^\\]))?/gs);
  let covered = 0;
  for (const [all, from, to] of items) {
    covered += all.length;
    const low = unescaped(from ?? '').charCodeAt(0);
    const high = to === undefined ? low : unescaped(to).charCodeAt(0);
    if (high < low) return undefined;
    for (let code = low; code <= high; code += 1) set.push(String.fromCharCode(code));
  }
  return covered === text.length ? set : undefined;
}

function unescaped(item: string): string {
  return { '\\n': '\n', '\\t': '\t', '\\r': '\r', '\\\\': '\\' }[item] ?? item;
}
