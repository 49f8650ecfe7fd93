import type { Assignment, Command, Word } from 'unbash';
import type { Reach } from '../state/outcomes.js';
import type { ListKind } from '../state/variables/variable.js';
import { type Effects, noteList } from './effects.js';
import { literalText } from './literal-text.js';

const FLOW: ReadonlyMap<string, Reach> = new Map<string, Reach>([
  ['break', 'loop'],
  ['continue', 'loop'],
  ['return', 'function'],
  ['exit', 'shell'],
  ['exec', 'shell'],
]);

/** Options of `set` that change what follows: whether it goes on at a failure, and what an expansion is. */
const SWITCHES = /^[-+](?:\w*[efu]|\w*o$)/;

/** With `-n` they make references, through which anything may be assigned. */
const DECLARING = /^(?:declare|local|typeset)$/;

const NAMING: ReadonlySet<string> = new Set(
  'declare export getopts local mapfile printf read readarray readonly typeset unset'.split(' '),
);

const UNBOUNDED: ReadonlySet<string> = new Set(
  '. alias builtin enable eval let set shift shopt source trap unalias'.split(' '),
);

export function collectBuiltin(effects: Effects, called: string, { args }: Command): void {
  const reach = FLOW.get(called);
  if (reach !== undefined) effects.reaches.add(reach);
  if (called === 'set' && args.some(({ text }) => SWITCHES.test(text))) effects.reaches.add('shell');
  if (UNBOUNDED.has(called)) effects.anything = true;
  if (!NAMING.has(called)) return;
  const options = args.map(({ text }) => text).filter((text) => text.startsWith('-'));
  if (DECLARING.test(called) && options.some((option) => option.includes('n'))) effects.anything = true;
  // What is no integer ends the shell.
  if (DECLARING.test(called) && options.some((option) => option.includes('i'))) effects.reaches.add('shell');
  const kind = /mapfile|readarray/.test(called)
    ? 'list'
    : LISTS.get(/[aA]/.exec(options.join(''))?.[0] ?? '');
  const isNamed = args.some(({ text }) => /^\w*[A-Za-z_]\w*$/.test(text) && !/^\d/.test(text));
  const implied = isNamed ? undefined : IMPLIED.get(called);
  if (implied !== undefined) effects.variables.add(implied);
  if (implied === 'MAPFILE') noteList(effects, implied, 'list');
  for (const argument of args) {
    addNamed(effects, called, argument);
    const name = nameIn(argument.text);
    if (kind !== undefined && name !== undefined) noteList(effects, name, kind);
  }
}

/** What is assigned where no name is given. */
const IMPLIED: ReadonlyMap<string, string> = new Map([
  ['read', 'REPLY'],
  ['mapfile', 'MAPFILE'],
  ['readarray', 'MAPFILE'],
  ['getopts', 'OPTIND'],
]);

const LISTS: ReadonlyMap<string, ListKind> = new Map<string, ListKind>([
  ['a', 'list'],
  ['A', 'map'],
]);

function addNamed(effects: Effects, called: string, argument: Word | Assignment): void {
  if (argument.type === 'Assignment') return;
  const text = literalText(argument);
  const name = nameIn(argument.text);
  if (text === undefined && called !== 'printf') effects.anything = true;
  if (name === undefined) return;
  effects.variables.add(name);
  if (called === 'unset') effects.functions.add(name);
}

/** The variable that an argument such as `"name=$value"` is about. */
function nameIn(text: string): string | undefined {
  return /^["']?([A-Za-z_]\w*)/.exec(text)?.[1];
}
