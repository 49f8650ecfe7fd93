import type { Place } from '../../../problems/positions.js';
import type { Setter } from '../../assign/assign.js';
import { NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';
import { setGlobal, setLocal, setVariable } from '../../state/variables/set-variable.js';
import type { Attribute } from '../../state/variables/variable.js';

export interface Declaration {
  readonly set: Setter;
  /** What a variable is before anything is assigned, when it is declared as a list. */
  readonly empty: readonly string[] | ReadonlyMap<string, string> | undefined;
  readonly attribute: Attribute | undefined;
  readonly isReadonly: boolean;
  /** Whether a name without a value becomes a variable that is not set, as with `local x`. */
  readonly creates: boolean;
  readonly isLocal: boolean;
  readonly isReference: boolean;
}

export function declarationOf(
  shell: Shell,
  use: { name: string; options: readonly string[]; place: Place },
): Declaration {
  const { name, options, place } = use;
  const flags = options.map((option) => option.slice(1)).join('');
  const isPlain = options.every((option) => option.startsWith('-')) && /^[aAgrxnilu]*$/.test(flags);
  const isReference = name !== 'export' && flags.includes('n');
  if (!isPlain || (isReference && /[aAilurx]/.test(flags))) {
    throw new NotKnown(`\`${name} ${options.join(' ')}\``, placeOf(shell, place));
  }
  const isDeclare = name === 'declare' || name === 'typeset' || name === 'local';
  const set = isDeclare ? (flags.includes('g') ? setGlobal : setLocal) : setVariable;
  return {
    set,
    empty: flags.includes('A') ? new Map<string, string>() : flags.includes('a') ? [] : undefined,
    attribute: ATTRIBUTES.get(/[ilu]/.exec(flags)?.[0] ?? ''),
    isReadonly: name === 'readonly' || flags.includes('r'),
    creates: isDeclare,
    isLocal: name === 'local',
    isReference,
  };
}

const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['i', 'integer'],
  ['l', 'lower'],
  ['u', 'upper'],
]);

/** The commands whose arguments are assignments. */
export const declarationNames: ReadonlySet<string> = new Set(
  'declare export local readonly typeset'.split(' '),
);
