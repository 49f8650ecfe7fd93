import type { Word } from 'unbash';
import type { Place } from '../../../problems/positions.js';
import { NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { makeReadonly, setAttribute } from '../../state/variables/attributes.js';
import { keepBeyondCommand, valueBeforeCommand } from '../../state/variables/environment.js';
import { findOwn } from '../../state/variables/find-variable.js';
import { isHostVariable } from '../../state/variables/host-variables.js';
import { setGlobal, setLocal, setVariable } from '../../state/variables/set-variable.js';
import type { Declaration } from './declaration.js';
import { declareText, isLocalHere } from './declare-assignment.js';
import { declareReference } from './declare-reference.js';

export function declareField(
  shell: Shell,
  declaration: Declaration,
  { field, operand }: { readonly field: string; readonly operand: Word },
): void {
  if (field === '-' && declaration.isLocal) {
    shell.localFlags ??= new Set(
      [...shell.settings.flags].filter((flag) => flag.length === 1 || flag === 'pipefail'),
    );
    return;
  }
  const [, name, append, text] = /^([A-Za-z_]\w*)(?:(\+?)=([\s\S]*))?$/.exec(field) ?? [];
  if (name === undefined || append === '+')
    throw new NotKnown(`the declaration \`${field}\``, placeOf(shell, operand));
  const target = { name, place: operand };
  if (declaration.isReference) declareReference(shell, declaration, { ...target, text });
  else if (text !== undefined) declareText(shell, declaration, { ...target, text });
  else if (declaration.creates) declareName(shell, declaration, target);
  else if (findOwn(shell, name) === undefined && !isHostVariable(name)) setVariable(shell, target, undefined);
  if (!declaration.creates) keepBeyondCommand(shell, target);
  if (declaration.isReadonly) makeReadonly(shell, target);
}

function declareName(
  shell: Shell,
  { set, empty, attribute }: Declaration,
  target: { readonly name: string; readonly place: Place },
): void {
  if (attribute !== undefined)
    setAttribute(shell, set === setGlobal ? 'global' : 'local', { ...target, attribute });
  if (set === setLocal && isLocalHere(shell, target.name)) return;
  if (set === setGlobal && shell.scopes[0]?.has(target.name) === true) return;
  const before = set === setLocal ? valueBeforeCommand(shell, target.name) : undefined;
  set(shell, target, before ?? empty);
}
