import type { Place } from '../../problems/positions.js';
import { findProgram } from '../programs/programs.js';
import { commandFact } from '../state/facts.js';
import { NotKnown, type Status } from '../state/outcomes.js';
import { write } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';

const KEYWORDS: ReadonlySet<string> = new Set(
  '! [[ ]] case coproc do done elif else esac fi for function if in select then time until while { }'.split(
    ' ',
  ),
);

const BUILTINS: ReadonlySet<string> = new Set(
  `. : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo
  enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf
  pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit
  umask unalias unset wait`.split(/\s+/),
);

type Kind = 'function' | 'keyword' | 'builtin' | 'file' | undefined;

interface Found {
  readonly kind: Kind;
  /** The path, when the facts say it. */
  readonly path: string | undefined;
}

/** `command -v`, `type`, `hash` and `which`: whether a command exists. @throws NotKnown */
export function lookUpCommand(shell: Shell, words: readonly string[], place: Place): Status {
  const [called = '', ...rest] = words;
  const options = rest.filter((word) => word.startsWith('-')).join('');
  const names = rest.filter((word) => !word.startsWith('-'));
  const onlyFiles = called === 'hash' || called === 'which' || /[pP]/.test(options);
  const isKnown = called === 'command' ? options === '-v' : /^(?:-[pPtq]|)$/.test(options);
  if (names.length === 0 || !isKnown)
    throw new NotKnown(`the result of \`${words.join(' ')}\``, placeOf(shell, place));
  let status = called === 'command' ? 1 : 0;
  for (const name of names) {
    const found = find(shell, name, { onlyFiles, place });
    if (called === 'command' && found.kind !== undefined) status = 0;
    if (called !== 'command' && found.kind === undefined) status = 1;
    if (called !== 'hash' && found.kind !== undefined) print(shell, { called, options, name, found }, place);
  }
  return status;
}

function find(
  shell: Shell,
  name: string,
  { onlyFiles, place }: { readonly onlyFiles: boolean; readonly place: Place },
): Found {
  const doubt = shell.doubtfulFunctions.get(name);
  if (doubt !== undefined && !onlyFiles) throw doubt;
  if (!onlyFiles && KEYWORDS.has(name)) return { kind: 'keyword', path: undefined };
  if (!onlyFiles && shell.functions.has(name)) return { kind: 'function', path: undefined };
  if (!onlyFiles && BUILTINS.has(name)) return { kind: 'builtin', path: undefined };
  const fact = commandFact(shell, name);
  if (fact === false) return { kind: undefined, path: undefined };
  if (fact !== undefined) return { kind: 'file', path: fact === true ? undefined : fact };
  if (findProgram(name) !== undefined) return { kind: 'file', path: undefined };
  throw new NotKnown(`whether \`${name}\` exists`, placeOf(shell, place));
}

function print(
  shell: Shell,
  { called, options, name, found }: { called: string; options: string; name: string; found: Found },
  place: Place,
): void {
  if (shell.output === undefined) return;
  const isPlainType = called === 'type' && options !== '-t';
  const text = options === '-t' ? found.kind : found.kind === 'file' ? found.path : name;
  if (text === undefined || (isPlainType && found.kind !== 'file') || (isPlainType && options === '')) {
    throw new NotKnown(`where \`${name}\` is`, placeOf(shell, place));
  }
  write(shell, `${text}\n`, place);
}
