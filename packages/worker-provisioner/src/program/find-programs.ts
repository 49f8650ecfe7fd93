import path from 'node:path';
import type { PackageEntry } from '../package/package-tree.js';
import type { SettledPackage } from '../package/settle-package.js';

/** A program of a package. */
export interface PackageProgram {
  /** The name that it is started by: a file, or a link to one. */
  readonly path: string;
  /** The file itself. */
  readonly file: string;
}

/** Folders that programs are installed in, by their last part. */
const PROGRAM_FOLDERS: ReadonlySet<string> = new Set(['bin', 'sbin']);

/**
 * The programs of a package: executable files, and links to such, in a `bin` or `sbin` folder or at the top; without any
 * of these, in any other folder. Shared libraries, which compilers make executable, are none.
 */
export function findPrograms({
  entries,
  links,
}: Pick<SettledPackage, 'entries' | 'links'>): PackageProgram[] {
  const executables = new Set(entries.filter(isExecutable).map((entry) => entry.path));
  const all = entries.flatMap((entry): PackageProgram[] => {
    const file = entry.kind === 'link' ? links.ends.get(entry.path) : entry.path;
    return file !== undefined && executables.has(file) ? [{ path: entry.path, file }] : [];
  });
  const programs = all.filter(({ path: program }) => !/\.so(?:\.|$)/.test(program));
  const usual = programs.filter(({ path: program }) => isProgramPlace(path.posix.dirname(program)));
  return usual.length > 0 ? usual : programs;
}

/** Those of several names of one file that are the file itself, where it is among them. */
export function withoutAliases(programs: readonly PackageProgram[]): PackageProgram[] {
  const own = new Set(programs.filter(isFileItself).map(({ file }) => file));
  const seen = new Set<string>();
  return programs.filter((program) => {
    if (own.has(program.file)) return isFileItself(program);
    if (seen.has(program.file)) return false;
    seen.add(program.file);
    return true;
  });
}

function isFileItself({ path: program, file }: PackageProgram): boolean {
  return program === file;
}

function isExecutable({ kind, mode }: PackageEntry): boolean {
  return kind === 'file' && (mode & 0o111) !== 0;
}

/** A program folder anywhere in the tree, or the top itself. */
function isProgramPlace(folder: string): boolean {
  return folder === '.' || PROGRAM_FOLDERS.has(path.posix.basename(folder));
}
