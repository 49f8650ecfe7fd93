import type { Place } from '../../../problems/positions.js';
import { NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { setReference } from '../../state/variables/references.js';
import { setGlobal } from '../../state/variables/set-variable.js';
import type { Declaration } from './declaration.js';

/** `declare -n name=other`: what the name has been so far is what it stands for, where nothing else is said. */
export function declareReference(
  shell: Shell,
  declaration: Declaration,
  { name, place, text }: { readonly name: string; readonly place: Place; readonly text: string | undefined },
): void {
  const scope = declaration.set === setGlobal ? shell.scopes[0] : shell.scopes[shell.scopes.length - 1];
  const existing = scope?.get(name);
  const before = existing?.reference ?? existing?.value ?? '';
  const reference = text ?? before;
  if (
    typeof reference !== 'string' ||
    reference === name ||
    (reference !== '' && !/^[A-Za-z_]\w*$/.test(reference))
  ) {
    throw new NotKnown(`the reference \`${name}\``, placeOf(shell, place));
  }
  setReference(shell, scope, { name, place, reference });
}
