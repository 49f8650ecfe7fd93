import { markedByte } from './bytes.js';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['e', '\u001b'],
  ['E', '\u001b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

/** Where escapes stand: in a format of `printf`, in an argument of `%b`, or in the text of `echo -e`. */
export type EscapesIn = 'format' | 'argument' | 'echo';

const OCTAL: Readonly<Record<EscapesIn, string>> = {
  format: '[0-7]{1,3}',
  argument: '0[0-7]{0,3}|[1-7][0-7]{0,2}',
  echo: '0[0-7]{0,3}',
};

/** Text with its backslash escapes read; `ends` is set where `\c` ends all output. Bytes stand as marks. */
export function unescapeBackslashes(
  text: string,
  kind: EscapesIn,
): { readonly text: string; readonly ends: boolean } {
  if (!text.includes('\\')) return { text, ends: false };
  const end = kind === 'format' ? undefined : /^(?:[^\\]|\\[^c])*?\\c/.exec(text)?.[0].length;
  const read = end === undefined ? text : text.slice(0, end - 2);
  const pattern = new RegExp(
    `\\\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|(${OCTAL[kind]})|(["'?])|([\\s\\S]))`,
    'g',
  );
  const unescaped = read.replace(pattern, (all: string, ...groups: (string | undefined)[]) => {
    const [byte, short, long, digits, quote, letter] = groups;
    if (byte !== undefined) return markedByte(Number.parseInt(byte, 16));
    const code = short ?? long;
    if (code !== undefined) return characterOf(Number.parseInt(code, 16)) ?? all;
    if (digits !== undefined) return markedByte(Number.parseInt(digits, 8) & 255);
    if (quote !== undefined) return kind === 'format' ? quote : all;
    return ESCAPES.get(letter ?? '') ?? all;
  });
  return { text: unescaped, ends: end !== undefined };
}

function characterOf(code: number): string | undefined {
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? undefined : String.fromCodePoint(code);
}
