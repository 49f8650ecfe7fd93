import type { Place } from '../positions.js';
import { elementIndex, tryArithmetic } from './arithmetic.js';
import { textOfBytes } from './bytes.js';
import { unescapeBackslashes } from './escapes.js';
import { entriesWith } from './list-elements.js';
import { type Flow, FlowNotKnown, NotKnown, ShellExit, type Status } from './outcomes.js';
import { formatPrintf } from './printf.js';
import { readInput, readLines } from './read-builtin.js';
import { evalText, sourceFile } from './run-text.js';
import {
  elementsWith,
  findOwn,
  findVariable,
  readAssociative,
  readElements,
  setVariable,
  type Target,
  unsetReference,
  unsetVariable,
} from './scope.js';
import { setOptions, shopt } from './settings.js';
import { placeOf, type Shell, takeSteps, write, writeError } from './shell.js';
import { testStatus } from './test-builtin.js';

/** A command of bash itself: answers its status, or how it leaves what is around it. */
type Builtin = (shell: Shell, args: readonly string[], place: Place) => Status | Flow;

/** The builtin of that name, when it is evaluated. Declarations are not among them: their syntax is their own. */
export function findBuiltin(name: string): Builtin | undefined {
  return builtins.get(name);
}

const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', () => 0],
  ['true', () => 0],
  ['false', () => 1],
  ['echo', echo],
  ['printf', printf],
  ['test', testStatus],
  ['[', bracket],
  ['read', readInput],
  ['unset', unset],
  ['shift', shift],
  ['set', setOptions],
  ['shopt', shopt],
  ['eval', evalText],
  ['source', sourceFile],
  ['.', sourceFile],
  ['let', letArithmetic],
  ['trap', trap],
  ['cd', changeFolder],
  ['pwd', printFolder],
  ['mapfile', readLines],
  ['readarray', readLines],
  ['pushd', leaveFolder],
  ['popd', leaveFolder],
  ['break', leaveLoop('break')],
  ['continue', leaveLoop('continue')],
  ['return', returnFromFunction],
  ['exit', exit],
]);

function echo(shell: Shell, args: readonly string[], place: Place): Status {
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

function printf(shell: Shell, args: readonly string[], place: Place): Status {
  const name = args[0] === '-v' ? args[1] : /^-v(.+)$/s.exec(args[0] ?? '')?.[1];
  const after = name === undefined ? args : args.slice(args[0] === '-v' ? 2 : 1);
  const rest = after[0] === '--' ? after.slice(1) : after;
  const isWrong = rest.length === 0 || (after[0] !== '--' && /^-./s.test(rest[0] ?? ''));
  if (isWrong || (name !== undefined && !/^[A-Za-z_]\w*(?:\[.+\])?$/s.test(name))) return 2;
  const { text, status } = formatPrintf(shell, rest, place);
  if (name === undefined) write(shell, text, place);
  else setElement(shell, { name, place }, text.split('\0')[0] ?? '');
  return status;
}

/** Sets what a name such as `x` or `x[1]` means. */
function setElement(shell: Shell, { name: written, place }: Target, text: string): void {
  const [, name = '', subscript] = /^([A-Za-z_]\w*)(?:\[(.+)\])?$/s.exec(written) ?? [];
  const target = { name, place };
  if (subscript === undefined) {
    setVariable(shell, target, text);
    return;
  }
  const map = readAssociative(shell, name, place);
  const change = { text, append: false, place };
  if (map !== undefined) setVariable(shell, target, entriesWith(shell, map, { ...change, key: subscript }));
  else {
    const index = elementIndex(shell, subscript, target);
    setVariable(shell, target, elementsWith(shell, target, { ...change, index }));
  }
}

function bracket(shell: Shell, args: readonly string[], place: Place): Status {
  return args[args.length - 1] === ']' ? testStatus(shell, args.slice(0, -1), place) : 2;
}

function unset(shell: Shell, args: readonly string[], place: Place): Status {
  const kind = /^-[fvn]$/.test(args[0] ?? '') ? args[0] : undefined;
  const rest = kind === undefined ? args : args.slice(1);
  const names = rest[0] === '--' ? rest.slice(1) : rest;
  for (const name of names) {
    const element = /^([A-Za-z_]\w*)\[(.+)\]$/s.exec(name);
    if (element !== null && kind !== '-f') {
      unsetElement(shell, { name: element[1] ?? '', place }, element[2] ?? '');
      continue;
    }
    if (name.startsWith('-') || name.includes('['))
      throw new NotKnown(`\`unset ${name}\``, placeOf(shell, place));
    if (kind === '-n') {
      if (findOwn(shell, name)?.reference !== undefined) unsetReference(shell, { name, place });
      continue;
    }
    const isVariable = shell.scopes.some((scope) => scope.has(name));
    if (kind === '-f' || (kind === undefined && !isVariable)) {
      shell.functions.delete(name);
      shell.doubtfulFunctions.delete(name);
    } else unsetVariable(shell, { name, place });
  }
  return 0;
}

function unsetElement(shell: Shell, target: Target, subscript: string): void {
  const { name, place } = target;
  const map = readAssociative(shell, name, place);
  if (map !== undefined) {
    const entries = new Map(map);
    entries.delete(subscript);
    setVariable(shell, target, entries);
    return;
  }
  if (findVariable(shell, name)?.value === undefined) return;
  if (subscript === '@' || subscript === '*') {
    unsetVariable(shell, target);
    return;
  }
  const index = elementIndex(shell, subscript, target);
  const elements = [...readElements(shell, name, place)];
  takeSteps(shell, place, 1 + (elements.length >> 4));
  elements[index] = undefined;
  while (elements.length > 0 && elements[elements.length - 1] === undefined) elements.pop();
  setVariable(shell, target, elements);
}

function shift(shell: Shell, args: readonly string[]): Status {
  const { positional } = shell;
  if (positional instanceof NotKnown) return positional;
  const count = Number(args[0] ?? 1);
  if (!(count >= 0 && count <= positional.length)) return 1;
  shell.positional = positional.slice(count);
  return 0;
}

function trapNotKnown(shell: Shell, place: Place): NotKnown {
  return new NotKnown('the result of `trap`', placeOf(shell, place));
}

/**
 * What runs at the end of a subshell runs in it; what runs when makepkg itself ends changes nothing of what the file
 * leaves. @throws NotKnown for other traps
 */
function trap(shell: Shell, args: readonly string[], place: Place): Status {
  const words = args[0] === '--' ? args.slice(1) : args;
  const [action = '', ...others] = words;
  const signals = words.length === 1 ? words : others;
  const resets = action === '-' || words.length === 1;
  for (const signal of signals) {
    const isEnd = /^(?:EXIT|0)$/i.test(signal);
    const isFollowed = isEnd || /^(?:SIG)?(?:HUP|INT|QUIT|TERM|USR1|USR2|PIPE)$/i.test(signal);
    const isOff = resets || action === '';
    if (!isFollowed && !(isOff && /^(?:ERR|DEBUG|RETURN)$/i.test(signal))) throw trapNotKnown(shell, place);
    if (isEnd && shell.isSubshell) shell.exitTrap = resets ? undefined : action;
  }
  if (signals.length === 0) throw trapNotKnown(shell, place);
  return 0;
}

/** Unless it is to where the recipe is, names of files mean others from then on. @throws NotKnown */
function changeFolder(shell: Shell, args: readonly string[], place: Place): Status {
  const [folder = '', ...others] = args[0] === '--' ? args.slice(1) : args;
  if (others.length === 0 && folder !== '' && folder === startFolder(shell)) return 0;
  return leaveFolder(shell, ['cd', ...args], place);
}

function leaveFolder(shell: Shell, args: readonly string[], place: Place): never {
  shell.settings.flags.add('moved');
  throw new NotKnown(`the result of \`${args.join(' ')}\``, placeOf(shell, place));
}

function printFolder(shell: Shell, args: readonly string[], place: Place): Status {
  const folder = startFolder(shell);
  if (folder === undefined || args.length > 0) {
    throw new NotKnown('the result of `pwd`', placeOf(shell, place));
  }
  write(shell, `${folder}\n`, place);
  return 0;
}

/** The recipe's folder, where it is known by its one name and has not been left. */
function startFolder({ facts, settings }: Shell): string | undefined {
  const folder = facts.host.environment.get('startdir');
  const isThere = !settings.flags.has('moved') && folder === facts.host.environment.get('PWD');
  return isThere ? folder : undefined;
}

function letArithmetic(shell: Shell, args: readonly string[], place: Place): Status {
  let value = 0n;
  for (const text of args) {
    const result = tryArithmetic(shell, text, place);
    if (result === undefined) return 1;
    value = result;
  }
  return value === 0n ? 1 : 0;
}

function returnFromFunction(shell: Shell, args: readonly string[], place: Place): Flow {
  if (args[0] !== undefined) shell.status = statusFrom(shell, args, place);
  return { type: 'return' };
}

function exit(shell: Shell, args: readonly string[], place: Place): never {
  const status = args[0] === undefined ? shell.status : statusFrom(shell, args, place);
  if (typeof status !== 'number') throw status;
  throw new ShellExit(status, placeOf(shell, place));
}

/** What is no number is status 2. @throws FlowNotKnown for more than one argument, which may end the shell */
function statusFrom(shell: Shell, [text = '', ...others]: readonly string[], place: Place): number {
  if (!/^-?\d{1,15}$/.test(text)) {
    writeError(shell, new NotKnown('a numeric argument that is none', placeOf(shell, place)));
    return 2;
  }
  if (others.length > 0) throw wrongArguments(shell, 'return', place);
  return ((Number(text) % 256) + 256) % 256;
}

function leaveLoop(type: 'break' | 'continue'): Builtin {
  return (shell, [levels = '1', ...others], place) => {
    if (shell.loops === 0) {
      writeError(shell, new NotKnown(`what \`${type}\` reports`, placeOf(shell, place)));
      return 0;
    }
    if (others.length > 0 || !/^[1-9]\d{0,8}$/.test(levels)) throw wrongArguments(shell, type, place);
    shell.status = 0;
    return { type, levels: Number(levels) };
  };
}

function wrongArguments(shell: Shell, name: string, place: Place): FlowNotKnown {
  const why = new NotKnown(`the arguments of \`${name}\`, which are wrong`, placeOf(shell, place));
  return new FlowNotKnown('shell', why);
}
