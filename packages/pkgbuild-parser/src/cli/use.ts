import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { type HostFacts, type ParseResult, type Problem, parsePkgbuild } from '../index.js';
import { readPkgbuild } from '../node.js';
import type { readArguments } from './read-arguments.js';

/** What the program is connected to. */
export interface Connections {
  readonly input: AsyncIterable<Uint8Array | string>;
  print(text: string): void;
  complain(text: string): void;
}

/** One call of a command. */
export interface Use {
  readonly connections: Connections;
  readonly values: NonNullable<ReturnType<typeof readArguments>['values']>;
  readonly operands: readonly string[];
}

export const OK = 0;
export const REFUSED = 1;
export const WRONG_USE = 2;

export const USAGE = `Usage: pkgbuild <command> [options] [file …]

  lint [file …]              report what makepkg would refuse, and what a reviewer asks about
       [--sarif] [--disable RULE]
  check [file …]             lint, and compare with the .SRCINFO beside each file
  srcinfo [file …]           print what makepkg --printsrcinfo would print
  get NAME [file …]          print a variable: one element a line
  bump VERSION [file …]      write a new pkgver, and pkgrel=1, into the file; the rest stays as it is
       [--pkgrel N] [--epoch N] [--print]
  analyze [file]             list what each function does
  vercmp A B                 print -1, 0 or 1: how pacman orders two versions

Options for each: --json, --carch ARCH, --makepkg 6.0|7.1. The file is PKGBUILD unless one is named; - is standard
input. Problems are printed as file:line:column. Status: 0, 1 when there is an error, 2 for wrong use.
`;

/** The files that are named, or the usual one. */
export function filesOf(operands: readonly string[]): readonly string[] {
  return operands.length === 0 ? ['PKGBUILD'] : operands;
}

/** A recipe as it has been read. */
export interface ReadRecipe {
  readonly file: string;
  readonly text: string;
  readonly parsed: ParseResult;
}

/** Reads one file, or standard input. */
export async function readRecipe({ connections, values }: Use, file: string): Promise<ReadRecipe> {
  const facts = factsOf(values);
  if (file === '-') {
    const text = await readAll(connections.input);
    return { file, text, parsed: parsePkgbuild(text, { facts }) };
  }
  return { file, text: await readFile(file, 'utf8'), parsed: await readPkgbuild(file, { facts }) };
}

export function factsOf({ carch, makepkg }: Use['values']): HostFacts {
  return { carch, ...((makepkg === '6.0' || makepkg === '7.1') && { makepkg }) };
}

/** `file:line:column`, as editors and terminals make links of. */
export function placeIn(file: string, { range }: Pick<Problem, 'range'>): string {
  return `${file === '-' ? 'stdin' : file}:${range.start.line}:${range.start.column}`;
}
