import { takeSteps } from '../../state/budget.js';
import { NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import { OWN_ARGUMENTS, type Shell } from '../../state/shell.js';
import { readElements, readScalar } from '../../state/variables/read-variable.js';
import type { ArrayElements } from '../../state/variables/variable.js';
import type { Reference } from './expansion.js';

export function specialOf(shell: Shell, reference: Reference): string | undefined {
  const { parameter } = reference;
  if (parameter === '#' && shell.positional === OWN_ARGUMENTS) return '1';
  if (parameter === '#') return String(positionalOf(shell, reference).length);
  if (parameter === '?' && typeof shell.status === 'number') return String(shell.status);
  if (parameter === '?' && shell.status instanceof NotKnown) throw shell.status;
  if (/^[1-9]\d*$/.test(parameter)) return positionalOf(shell, reference)[Number(parameter) - 1];
  throw new NotKnown(`\`$${parameter}\``, placeOf(shell, reference));
}

export function positionalOf(shell: Shell, reference: Reference): readonly string[] {
  if (shell.positional instanceof NotKnown) {
    throw new NotKnown(shell.positional.reason, placeOf(shell, reference));
  }
  return shell.positional;
}

/** Going through a long list costs steps. */
export function chargedElements(shell: Shell, reference: Reference): ArrayElements {
  const elements = readElements(shell, reference.parameter, reference);
  takeSteps(shell, reference, elements.length >> 4);
  return elements;
}

/** What joins a list to one word: the first character of `IFS`. @throws NotKnown */
export function separatorOf(shell: Shell): string {
  const ifs = readScalar(shell, 'IFS', { pos: 0, end: 0 });
  return ifs === undefined ? ' ' : ifs.slice(0, 1);
}
