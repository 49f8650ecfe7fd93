import type { Place } from '../../problems/positions.js';
import { NotKnown } from '../state/outcomes.js';
import { placeOf } from '../state/places.js';
import type { Segment } from '../state/segments.js';
import type { Shell } from '../state/shell.js';
import { readScalar } from '../state/variables/read-variable.js';

/** What bash does not take for a login name after `~`, so that the tilde stays. */
const NO_LOGIN = /[^A-Za-z0-9._+:-]/;

/** A word that begins with `~` has the home folder in its place. @throws NotKnown for the folders of others */
export function withHomeFolder(
  shell: Shell,
  segments: readonly Segment[],
  word: Place & { readonly text: string },
): readonly Segment[] {
  const [first, ...rest] = segments;
  if (first?.type !== 'literal' || !first.text.startsWith('~')) return segments;
  const prefix = /^[^/]*/.exec(word.text)?.[0] ?? '';
  if (NO_LOGIN.test(prefix.slice(1))) return segments;
  if (prefix !== '~') throw homeNotKnown(shell, word);
  const home = readScalar(shell, 'HOME', word);
  if (home === undefined) throw homeNotKnown(shell, word);
  return [{ type: 'quoted', text: home }, { type: 'literal', text: first.text.slice(1) }, ...rest];
}

export function homeNotKnown(shell: Shell, { pos, end }: Place): NotKnown {
  return new NotKnown('the home folder `~`', placeOf(shell, { pos, end }));
}
