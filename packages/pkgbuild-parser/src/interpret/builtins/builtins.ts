import type { Place } from '../../problems/positions.js';
import type { Status } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';
import { testStatus } from '../tests/test-command.js';
import type { Builtin } from './builtin.js';
import { echo } from './echo.js';
import { evalText } from './eval.js';
import { changeFolder, leaveFolder, printFolder } from './folders.js';
import { exit, leaveLoop, returnFromFunction } from './leave.js';
import { letArithmetic } from './let.js';
import { readLines } from './mapfile.js';
import { printf } from './printf/printf.js';
import { readInput } from './read.js';
import { setOptions } from './set.js';
import { shift } from './shift.js';
import { shopt } from './shopt.js';
import { sourceFile } from './source.js';
import { trap } from './trap.js';
import { unset } from './unset.js';

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

function bracket(shell: Shell, args: readonly string[], place: Place): Status {
  return args[args.length - 1] === ']' ? testStatus(shell, args.slice(0, -1), place) : 2;
}
