import type { UnameFacts } from '../../../types.js';
import { noteAsked } from '../../state/facts.js';
import { notFollowed, type Program, type ProgramUse, writeLines } from '../support/program.js';

/** `uname`, from the facts. */
export const uname: Program = (use) => {
  const letters =
    use.args.length === 0 ? 's' : use.args.map((option) => LONG.get(option) ?? shortOptions(option)).join('');
  const wanted = letters.replaceAll('a', 'snrvmo');
  if (/[^snrvmo]/.test(wanted)) throw notFollowed(use);
  const values = Array.from('snrvmo')
    .filter((letter) => wanted.includes(letter))
    .map((letter) => factOf(use, letter));
  writeLines(use, [values.join(' ')]);
  return 0;
};

const FACTS: ReadonlyMap<string, keyof UnameFacts> = new Map<string, keyof UnameFacts>([
  ['s', 'kernelName'],
  ['n', 'nodename'],
  ['r', 'kernelRelease'],
  ['v', 'kernelVersion'],
  ['m', 'machine'],
  ['o', 'operatingSystem'],
]);

const LONG: ReadonlyMap<string, string> = new Map([
  ['--all', 'a'],
  ['--kernel-name', 's'],
  ['--nodename', 'n'],
  ['--kernel-release', 'r'],
  ['--kernel-version', 'v'],
  ['--machine', 'm'],
  ['--operating-system', 'o'],
]);

function shortOptions(option: string): string {
  return /^-[a-z]+$/.test(option) ? option.slice(1) : '?';
}

function factOf(use: ProgramUse, letter: string): string {
  const fact = FACTS.get(letter);
  const value = fact && use.shell.facts.host.uname[fact];
  if (value === undefined) throw notFollowed(use);
  noteAsked(use.shell, `uname -${letter}`);
  return value;
}
