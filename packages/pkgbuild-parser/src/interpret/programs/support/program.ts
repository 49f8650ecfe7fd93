import type { Place } from '../../../problems/positions.js';
import { takeSteps } from '../../state/budget.js';
import { fileContent } from '../../state/file-facts.js';
import { NotKnown, type Status } from '../../state/outcomes.js';
import { write } from '../../state/output.js';
import { placeOf } from '../../state/places.js';
import type { Shell } from '../../state/shell.js';

/** What a text command gets: its arguments, and text only when it asks for it. */
export interface ProgramUse {
  readonly shell: Shell;
  readonly name: string;
  readonly args: readonly string[];
  readonly place: Place;
}

/** A program whose output depends on nothing but its arguments, its input and the facts. */
export type Program = (use: ProgramUse) => Status;

/** For uses of a program that are not evaluated here. */
export function notFollowed({ shell, name, args, place }: ProgramUse): NotKnown {
  return new NotKnown(`the result of \`${[name, ...args].join(' ')}\``, placeOf(shell, place));
}

/** The files named, one after the other, or standard input. @throws NotKnown */
export function inputText(use: ProgramUse, files: readonly string[]): string {
  if (files.length === 0) return charged(use, standardInput(use));
  const texts = files.map((file) =>
    file === '-' ? standardInput(use) : fileContent(use.shell, file, use.place),
  );
  return charged(use, texts.join(''));
}

/** Whatever is done with a text takes time for each of its characters. */
function charged({ shell, place }: ProgramUse, text: string): string {
  takeSteps(shell, place, 1 + (text.length >> 2));
  return text;
}

/** The lines without their ends. */
export function inputLines(use: ProgramUse, files: readonly string[]): string[] {
  return linesOf(inputText(use, files));
}

export function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

export function writeLines({ shell, place }: ProgramUse, lines: readonly string[]): void {
  takeSteps(shell, place, lines.length);
  for (const line of lines) write(shell, `${line}\n`, place);
}

function standardInput(use: ProgramUse): string {
  const { shell } = use;
  if (shell.input === undefined) throw notFollowed(use);
  const text = shell.input;
  shell.input = '';
  return text;
}

/** Options and operands, as getopt reads them; `undefined` when an option is not one of `flags` and `withValue`. */
export function readOptions(
  args: readonly string[],
  { flags, withValue }: { readonly flags: string; readonly withValue: string },
): { readonly options: ReadonlyMap<string, string>; readonly operands: readonly string[] } | undefined {
  const options = new Map<string, string>();
  const operands: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') return { options, operands: [...operands, ...args.slice(index + 1)] };
    if (argument === '-' || !argument.startsWith('-')) {
      operands.push(argument);
      continue;
    }
    for (let at = 1; at < argument.length; at += 1) {
      const option = argument[at] ?? '';
      if (withValue.includes(option)) {
        const attached = argument.slice(at + 1);
        if (attached === '') index += 1;
        options.set(option, attached === '' ? (args[index] ?? '') : attached);
        break;
      }
      if (!flags.includes(option)) return undefined;
      options.set(option, '');
    }
  }
  return { options, operands };
}

export function linesWithEnds(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export function writeWhole({ shell, place }: ProgramUse, parts: readonly string[]): void {
  write(shell, parts.join(''), place);
}
