import type { Colors } from './colors.js';
import { STOPPED } from './describe-failure.js';
import { printable } from './printable.js';
import type { ShownFailure } from './types.js';

/** What went wrong and what to do about it. */
export function failureLines({ code, message, hint }: ShownFailure, colors: Colors): string[] {
  const text = message.split('\n').map(printable).join('\n');
  if (code === STOPPED) return [text];
  return [
    `${colors.red('error')} ${colors.dim(printable(code))} ${text}`,
    ...(hint === undefined ? [] : hintLines(hint, colors)),
  ];
}

/** A hint may have lines that a worker printed: they stay lines. */
function hintLines(hint: string, colors: Colors): string[] {
  const [first = '', ...rest] = hint.split('\n').map(printable);
  return [`${colors.cyan('hint')} ${first}`, ...rest.map((line) => `    ${line}`)];
}
