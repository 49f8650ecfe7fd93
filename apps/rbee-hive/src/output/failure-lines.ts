import type { Colors } from './colors.js';
import { STOPPED } from './describe-failure.js';
import { printable } from './printable.js';
import type { ShownFailure } from './types.js';

/** Each code has a page here: what it means, why it happens, what to do. */
const PAGES = 'https://rbee-keeper.github.io/rbee-workers/errors';

/** What went wrong and what to do about it. */
export function failureLines({ code, message, hint }: ShownFailure, colors: Colors): string[] {
  const text = message.split('\n').map(printable).join('\n');
  if (code === STOPPED) return [text];
  return [
    `${colors.red('error')} ${colors.dim(linkedCode(code, colors))} ${text}`,
    ...(hint === undefined ? [] : hintLines(hint, colors)),
  ];
}

/** A hint may have lines that a worker printed: they stay lines. */
function hintLines(hint: string, colors: Colors): string[] {
  const [first = '', ...rest] = hint.split('\n').map(printable);
  return [`${colors.cyan('hint')} ${first}`, ...rest.map((line) => `    ${line}`)];
}

/** The code of an error; a terminal that shows links opens its page from it (OSC 8). */
function linkedCode(code: string, { isColorSupported }: Colors): string {
  const text = printable(code);
  if (!isColorSupported || !/^[A-Z][A-Z_]+$/.test(code)) return text;
  return `\u001b]8;;${PAGES}/${code}.html\u001b\\${text}\u001b]8;;\u001b\\`;
}
