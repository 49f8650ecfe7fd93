import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import type { MissingLibraries } from '../launcher/missing-libraries.js';
import { readExecutable } from './read-executable.js';

/** How a program failed to show that it works. */
export interface FailedProof {
  readonly program: string;
  /** In Arch's terms. */
  readonly architecture: string;
  readonly end: { readonly type: string; readonly signal?: string };
  /** What it printed. */
  readonly output: string;
  /** Libraries that its package needs and that this machine lacks. */
  readonly missing?: MissingLibraries | undefined;
}

/**
 * Why a program that was started ended, as far as its end, its file and what it printed tell: a library, loader or
 * instruction that this machine lacks, another architecture, a folder in which nothing may be run.
 * @example
 * await explainFailedStart({ program, architecture: 'x86_64', end: { type: 'signal', signal: 'SIGILL' }, output: '' });
 */
export async function explainFailedStart(proof: FailedProof): Promise<string | undefined> {
  return hintByEnd(proof) ?? (await hintByFile(proof)) ?? hintByOutput(proof);
}

/** What can be done about it, as far as it can be told what is the matter. */
export async function explainProof(proof: FailedProof): Promise<string> {
  const reason = await explainFailedStart(proof);
  return `Nothing was installed; what was installed before stays. ${reason ?? 'What it printed says what it lacks.'}`;
}

function hintByEnd({ end, output }: FailedProof): string | undefined {
  if (end.type === 'timeout') return 'It may only need longer on this machine: raise probeMilliseconds.';
  // A shell reports its child's end by a number above 128.
  if (end.signal === 'SIGILL' || /illegal instruction/i.test(output))
    return 'It uses instructions that this processor does not have: choose a build for older processors.';
  return undefined;
}

/** Whether the system could start it at all. */
async function hintByFile({ program, architecture }: FailedProof): Promise<string | undefined> {
  const executable = await readExecutable(program).catch(() => undefined);
  if (executable === undefined) return undefined;
  if (executable.type === 'elf' && (executable.architecture ?? architecture) !== architecture)
    return `It is a program for ${executable.architecture}, and this machine is ${architecture}: choose a build for that.`;
  if (!(await mayExecute(program)))
    return `The system refuses to run programs in ${path.dirname(program)}: keep the catalog on a file system that is not mounted noexec.`;
  const needed = executable.type === 'elf' ? executable.loader : undefined;
  if (needed !== undefined && !(await isThere(needed))) return missingLoader(needed);
  if (executable.type === 'script' && !(await isThere(executable.interpreter)))
    return `It is a script for ${showForeign(executable.interpreter)}, which this machine lacks: install that.`;
  return undefined;
}

function missingLoader(loader: string): string {
  const libc = /musl/.test(loader) ? 'musl' : 'glibc';
  return `It was built for systems with ${libc} as their C library (${showForeign(loader)}), which this machine lacks: choose another build, or install that.`;
}

const MISSING_LIBRARY = /error while loading shared libraries: (\S+?): cannot open shared object file/;
const MISSING_DYLIB = /Library not loaded: (\S+)/;
const MISSING_VERSION = /version `(\w+_[\d.]+)' not found/;

function hintByOutput({ output, missing }: FailedProof): string | undefined {
  const version = MISSING_VERSION.exec(output)?.[1];
  if (version !== undefined)
    return `It was built for newer libraries than this machine has (${showForeign(version)}): choose a build for older systems.`;
  if (missing !== undefined) return hintOfMissing(missing);
  const library = (MISSING_LIBRARY.exec(output) ?? MISSING_DYLIB.exec(output))?.[1];
  if (library !== undefined)
    return `It needs the library ${showForeign(library)}, which this machine lacks: install it, or let the recipe bring it along.`;
  return undefined;
}

/** Libraries that a hint names. */
const SHOWN_LIBRARIES = 10;

function hintOfMissing({ libraries, command }: MissingLibraries): string {
  const names = libraries.slice(0, SHOWN_LIBRARIES).map(({ library }) => showForeign(library));
  const more = libraries.length > names.length ? ` and ${libraries.length - names.length} more` : '';
  const what = `${names.length === 1 ? 'the library' : 'the libraries'} ${names.join(', ')}${more}`;
  const remedy = command === undefined ? 'install what brings it' : `run ${command}`;
  return `It needs ${what}, which this machine lacks: ${remedy}, or let the recipe bring it along.`;
}

async function mayExecute(program: string): Promise<boolean> {
  try {
    await access(program, constants.X_OK);
    return true;
  } catch (error) {
    return !isSystemError(error, 'EACCES', 'EPERM');
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
