import type { Place } from '../../problems/positions.js';
import { compileGlob, matchesGlob } from '../match/glob-match.js';
import { textOrder } from '../state/collation.js';
import { noteAsked } from '../state/facts.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Segment } from '../state/segments.js';
import type { Shell } from '../state/shell.js';
import { workCounter } from '../state/work-counter.js';

/**
 * The files that a word with a pattern in it stands for. Patterns below a folder whose name ends with a colon,
 * as in a URL, match nothing: such a folder beside a recipe is ruled out.
 * @throws NotKnown when the facts do not say what the recipe's folder holds
 */
export function matchingFiles(
  shell: Shell,
  { text, segments }: { readonly text: string; readonly segments: readonly Segment[] },
  place: Place,
): string[] {
  const { flags } = shell.settings;
  if (flags.has('f') || /^[A-Za-z0-9_.:+-]*:\//.test(text)) return [text];
  const { folder } = shell.facts.host;
  const [first = ''] = text.split('/');
  if (folder === undefined || flags.has('moved') || text.startsWith('/')) {
    throw new NotKnown(`the files that \`${text}\` matches`, placeOf(shell, place));
  }
  noteAsked(shell, 'the folder');
  if (text.includes('/')) {
    if (!/[*?[\\]/.test(first) && first !== '.' && first !== '..' && !folder.has(first)) return [text];
    throw new NotKnown(`the files that \`${text}\` matches`, placeOf(shell, place));
  }
  const pattern = compileGlob(segments);
  const onWork = workCounter(shell, place);
  const found = [...folder].filter(
    (name) => (!name.startsWith('.') || text.startsWith('.')) && matchesGlob(pattern, name, onWork),
  );
  return found.length === 0 ? [text] : found.sort(textOrder(shell, place));
}
