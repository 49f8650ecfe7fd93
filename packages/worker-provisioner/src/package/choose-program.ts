import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import type { PackageEntry } from './package-tree.js';

/** Folders that programs are installed in, by their last part. */
const PROGRAM_FOLDERS: ReadonlySet<string> = new Set(['bin', 'sbin']);

/** @throws ProvisionError `EXECUTABLE_NOT_FOUND` */
export function chooseProgram(
  entries: readonly PackageEntry[],
  binaryName: string | undefined,
): PackageEntry {
  const programs = entries.filter(
    ({ kind, mode, path: entry }) =>
      kind === 'file' && (mode & 0o111) !== 0 && isProgramPlace(path.posix.dirname(entry)),
  );
  const named =
    binaryName === undefined
      ? programs
      : programs.filter(({ path: p }) => path.posix.basename(p) === binaryName);
  const [program] = named;
  if (program !== undefined && named.length === 1) return program;
  throw programNotFound(entries, programs, binaryName);
}

/** A program folder anywhere in the tree, or the top itself. */
function isProgramPlace(folder: string): boolean {
  return folder === '.' || PROGRAM_FOLDERS.has(path.posix.basename(folder));
}

function programNotFound(
  entries: readonly PackageEntry[],
  programs: readonly PackageEntry[],
  binaryName: string | undefined,
): ProvisionError {
  const wanted = binaryName === undefined ? 'one program' : `the program ${showForeign(binaryName)}`;
  const found = programs.length > 0 ? programs : entries.filter((entry) => entry.kind === 'file');
  const listed = found.slice(0, 10).map((entry) => showForeign(entry.path));
  const what = programs.length > 0 ? 'the programs' : 'no program in a bin folder, only the files';
  return new ProvisionError({
    code: 'EXECUTABLE_NOT_FOUND',
    message:
      listed.length === 0
        ? `package() installed nothing; ${wanted} was expected.`
        : `package() did not install ${wanted}. It installed ${what} ${listed.join(', ')}${found.length > 10 ? ' …' : ''}.`,
    hint: 'Let package() run: install -Dm755 PROGRAM "$pkgdir/usr/local/bin/$pkgname"; if it installs several programs, name the worker\'s in binary_name of the metadata.',
  });
}
