import type { Place } from '../../problems/positions.js';
import { type Flow, FlowNotKnown, NotKnown, ShellExit } from '../state/outcomes.js';
import { writeError } from '../state/output.js';
import { placeOf } from '../state/places.js';
import type { Shell } from '../state/shell.js';
import type { Builtin } from './builtin.js';

export function returnFromFunction(shell: Shell, args: readonly string[], place: Place): Flow {
  if (args[0] !== undefined) shell.status = statusFrom(shell, args, place);
  return { type: 'return' };
}

export function exit(shell: Shell, args: readonly string[], place: Place): never {
  const status = args[0] === undefined ? shell.status : statusFrom(shell, args, place);
  if (typeof status !== 'number') throw status;
  throw new ShellExit(status, placeOf(shell, place));
}

/** An argument that is not a number is status 2. @throws FlowNotKnown for more than one argument, which may end the shell */
function statusFrom(shell: Shell, [text = '', ...others]: readonly string[], place: Place): number {
  const number = wholeNumber(text);
  if (number === undefined) {
    writeError(shell, new NotKnown('an argument that is not a number', placeOf(shell, place)));
    return 2;
  }
  if (others.length > 0) throw wrongArguments(shell, 'return', place);
  return Number(BigInt.asUintN(8, number));
}

/** A number of 64 bits, with a sign and blanks around it or without. */
function wholeNumber(text: string): bigint | undefined {
  if (!/^\s*[-+]?\d{1,40}\s*$/.test(text)) return undefined;
  const number = BigInt(text.trim().replace(/^\+/, ''));
  return BigInt.asIntN(64, number) === number ? number : undefined;
}

export function leaveLoop(type: 'break' | 'continue'): Builtin {
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
