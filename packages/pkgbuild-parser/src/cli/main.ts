import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import {
  analyzePkgbuild,
  formatProblem,
  formatSrcinfo,
  type ParseResult,
  parsePkgbuild,
  vercmp,
} from '../index.js';
import { readPkgbuild } from '../node.js';
import { formatAnalysis } from './format-analysis.js';
import { toJson } from './to-json.js';

/** What the program is connected to. */
export interface Connections {
  readonly input: AsyncIterable<Uint8Array | string>;
  print(text: string): void;
  complain(text: string): void;
}

const USAGE = `Usage: pkgbuild <command> [--json] [--carch ARCH] [file]

  srcinfo [file]    print what makepkg --printsrcinfo would print
  lint [file]       say what makepkg would refuse, and what a reviewer asks about
  analyze [file]    list what each function does
  vercmp A B        print -1, 0 or 1: how pacman orders two versions

The file is PKGBUILD unless one is named; - is standard input.
`;

const OK = 0;
const REFUSED = 1;
const WRONG_USE = 2;

/** Runs the program and returns its exit status: 0, 1 when the recipe is refused or not known, 2 for wrong use. */
export async function main(args: readonly string[], connections: Connections): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [command, ...operands] = positionals;
  if (values === undefined || command === undefined || values.help === true) {
    (values?.help === true ? connections.print : connections.complain)(USAGE);
    return values?.help === true ? OK : WRONG_USE;
  }
  const use = { connections, json: values.json === true, carch: values.carch, operands };
  if (command === 'vercmp') return compare(use);
  const run = { srcinfo, lint, analyze }[command];
  if (run === undefined || operands.length > 1) {
    connections.complain(USAGE);
    return WRONG_USE;
  }
  try {
    return await run(use);
  } catch (error) {
    if (!isFileError(error)) throw error;
    connections.complain(`pkgbuild: ${error.message}\n`);
    return WRONG_USE;
  }
}

interface Use {
  readonly connections: Connections;
  readonly json: boolean;
  readonly carch: string | undefined;
  readonly operands: readonly string[];
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      // Versions may begin with a hyphen.
      ...(args[0] === 'vercmp' && { args: ['--', ...args] }),
      options: {
        json: { type: 'boolean' },
        carch: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    // An unknown option: the usage says which there are.
    return { values: undefined, positionals: [] };
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function compare({ connections, operands }: Use): number {
  const [first, second] = operands.filter((operand) => operand !== '--json');
  if (first === undefined || second === undefined) {
    connections.complain(USAGE);
    return WRONG_USE;
  }
  connections.print(`${vercmp(first, second)}\n`);
  return OK;
}

async function parsed({ connections, carch, operands }: Use): Promise<ParseResult> {
  const [file = 'PKGBUILD'] = operands;
  const options = { facts: { carch } };
  return file === '-'
    ? parsePkgbuild(await readAll(connections.input), options)
    : readPkgbuild(file, options);
}

async function srcinfo(use: Use): Promise<number> {
  const { connections, json } = use;
  const { pkgbuild, problems } = await parsed(use);
  const text = pkgbuild && formatSrcinfo(pkgbuild);
  if (json) connections.print(toJson({ srcinfo: text ?? null, pkgbuild: pkgbuild ?? null, problems }));
  else if (text !== undefined) connections.print(text);
  if (text !== undefined) return OK;
  const reasons = problems.filter(({ severity, code }) => severity === 'error' || code === 'DYNAMIC');
  for (const problem of reasons) connections.complain(`${formatProblem(problem)}\n`);
  return REFUSED;
}

async function lint(use: Use): Promise<number> {
  const { connections, json } = use;
  const { problems } = await parsed(use);
  if (json) connections.print(toJson({ problems }));
  else {
    for (const problem of problems) {
      connections.print(`${problem.severity} ${problem.code} ${formatProblem(problem)}\n`);
    }
  }
  return problems.some(({ severity }) => severity === 'error') ? REFUSED : OK;
}

async function analyze({ connections, json, operands }: Use): Promise<number> {
  const [file = 'PKGBUILD'] = operands;
  const text = file === '-' ? await readAll(connections.input) : await readFile(file, 'utf8');
  const analysis = analyzePkgbuild(text);
  connections.print(json ? toJson(analysis) : formatAnalysis(analysis));
  return OK;
}
