import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import type { SettledPackage } from '../package/settle-package.js';
import { findPrograms, type PackageProgram, withoutAliases } from './find-programs.js';

/** What decides which program of a package is the worker. */
export interface ProgramWish {
  /** A file name or a path in the package; from the caller, else from the worker's entry. */
  readonly wanted?: string | undefined;
  /** Names that count where there are several programs, the best first. */
  readonly names?: readonly string[] | undefined;
}

/** Programs that a message lists. */
const SHOWN_PROGRAMS = 20;

/**
 * Chooses the program of a package: the one that is asked for, the only one, or the one that is called like the worker.
 *
 * @throws ProvisionError `EXECUTABLE_NOT_FOUND`; `PROGRAM_AMBIGUOUS` with all `candidates`
 */
export function chooseProgram(
  tree: Pick<SettledPackage, 'entries' | 'links'>,
  { wanted, names = [] }: ProgramWish = {},
): PackageProgram {
  const programs = findPrograms(tree);
  if (wanted !== undefined) return wantedProgram(tree, programs, wanted);
  const distinct = withoutAliases(programs);
  const [only] = distinct;
  if (only === undefined) throw nothingFound(tree);
  if (distinct.length === 1) return only;
  for (const name of names) {
    const called = programs.filter(({ path: program }) => path.posix.basename(program) === name);
    const [first] = withoutAliases(called);
    if (first !== undefined) return first;
  }
  throw ambiguous(distinct, `package() installed several programs, and none is called like the worker`);
}

function wantedProgram(
  tree: Pick<SettledPackage, 'entries' | 'links'>,
  programs: readonly PackageProgram[],
  wanted: string,
): PackageProgram {
  const isPath = wanted.includes('/');
  const named = isPath
    ? pathProgram(tree, wanted)
    : withoutAliases(programs.filter(({ path: program }) => path.posix.basename(program) === wanted));
  const [first] = named;
  if (first !== undefined && named.length === 1) return first;
  if (named.length > 1)
    throw ambiguous(named, `package() installed several programs called ${showForeign(wanted)}`);
  if (programs.length > 0)
    throw ambiguous(withoutAliases(programs), `package() did not install the program ${showForeign(wanted)}`);
  throw nothingFound(tree);
}

/** Where the place is told there is no doubt, whatever its mode is. */
function pathProgram(
  { entries, links }: Pick<SettledPackage, 'entries' | 'links'>,
  wanted: string,
): PackageProgram[] {
  const file = links.ends.get(wanted) ?? wanted;
  return entries.some((entry) => entry.path === file && entry.kind === 'file')
    ? [{ path: wanted, file }]
    : [];
}

function ambiguous(programs: readonly PackageProgram[], problem: string): ProvisionError {
  const candidates = programs.map(({ path: program }) => program);
  const listed = candidates.slice(0, SHOWN_PROGRAMS).map(showForeign).join(', ');
  return new ProvisionError({
    code: 'PROGRAM_AMBIGUOUS',
    message: `${problem}. It has ${listed}${candidates.length > SHOWN_PROGRAMS ? ' …' : ''}.`,
    hint: 'Name one of them as the program; the built package is kept for a while, and nothing is rebuilt.',
    candidates,
  });
}

function nothingFound({ entries }: Pick<SettledPackage, 'entries'>): ProvisionError {
  const files = entries.filter(({ kind }) => kind === 'file').map((entry) => showForeign(entry.path));
  const listed = files.slice(0, SHOWN_PROGRAMS).join(', ');
  return new ProvisionError({
    code: 'EXECUTABLE_NOT_FOUND',
    message:
      files.length === 0
        ? 'package() installed nothing; one program was expected.'
        : `package() installed no program, only the files ${listed}${files.length > SHOWN_PROGRAMS ? ' …' : ''}.`,
    hint: 'Let package() run: install -Dm755 PROGRAM "$pkgdir/usr/bin/$pkgname".',
  });
}
