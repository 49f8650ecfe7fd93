import type { Place } from '../../problems/positions.js';
import type { Status } from '../state/outcomes.js';
import { write } from '../state/output.js';
import type { Shell } from '../state/shell.js';
import { textOfBytes } from '../state/text-of-bytes.js';
import { unescapeBackslashes } from '../text/escapes.js';

export function echo(shell: Shell, args: readonly string[], place: Place): Status {
  let index = 0;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/.test(args[index] ?? ''); index += 1) {
    const flags = args[index] ?? '';
    if (flags.includes('n')) newline = false;
    if (/[eE]/.test(flags)) escapes = flags.lastIndexOf('e') > flags.lastIndexOf('E');
  }
  const text = args.slice(index).join(' ');
  const read = escapes ? unescapeBackslashes(text, 'echo') : { text, ends: false };
  const written = `${read.text}${newline && !read.ends ? '\n' : ''}`;
  write(shell, escapes ? textOfBytes(shell, written, place) : written, place);
  return 0;
}
