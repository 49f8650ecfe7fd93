import { chmod, readdir, readlink, rename, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from './errors.js';

/** Folders that programs are installed in, by their last part. */
const PROGRAM_FOLDERS: ReadonlySet<string> = new Set(['bin', 'sbin']);
/** Entries of one package. */
const MAX_ENTRIES = 200_000;
/** Names at the top of an artifact's folder that belong to the catalog. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['metadata.json']);

/**
 * Makes a packaged tree (`$pkgdir`) ready to be an artifact's folder: checks that nothing in it leads out of it,
 * drops setuid, setgid and sticky bits, and moves the worker's program to the top. Everything else keeps its place.
 *
 * @param binaryName the program's file name, when the metadata names it
 * @returns the program's file name
 * @throws ProvisionError `PACKAGE_UNSAFE`, `EXECUTABLE_NOT_FOUND`
 */
export async function installTree(pkgDir: string, binaryName: string | undefined): Promise<string> {
  const entries = await readTree(pkgDir);
  for (const entry of entries) await checkEntry(pkgDir, entry);
  const program = chooseProgram(entries, binaryName);
  const name = path.basename(program.path);
  const target = path.join(pkgDir, name);
  if (target !== path.join(pkgDir, program.path)) {
    if (entries.some((entry) => entry.path === name))
      throw unsafe(name, `it stands where the program ${name} goes`);
    await rename(path.join(pkgDir, program.path), target);
    await removeEmptyParents(pkgDir, path.dirname(program.path));
  }
  await chmod(target, 0o755);
  return name;
}

interface TreeEntry {
  /** Relative to the tree, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly executable: boolean;
}

async function readTree(root: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const found of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const relative = folder === '' ? found.name : `${folder}/${found.name}`;
      if (entries.length === MAX_ENTRIES) throw unsafe(relative, `a package may have ${MAX_ENTRIES} entries`);
      if (found.isDirectory()) folders.push(relative);
      entries.push({
        path: relative,
        kind: kindOf(found),
        executable: await isExecutable(root, relative, found),
      });
    }
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface FileKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: FileKind): TreeEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

async function isExecutable(root: string, relative: string, entry: FileKind): Promise<boolean> {
  if (!entry.isFile()) return false;
  const { mode } = await stat(path.join(root, relative));
  return (mode & 0o111) !== 0;
}

async function checkEntry(root: string, entry: TreeEntry): Promise<void> {
  const absolute = path.join(root, entry.path);
  if (RESERVED_NAMES.has(entry.path.toLowerCase()))
    throw unsafe(entry.path, 'the catalog keeps its record there');
  if (entry.kind === 'other') throw unsafe(entry.path, 'it is neither a file, a folder nor a link');
  if (entry.kind === 'link') {
    const target = await readlink(absolute);
    if (path.isAbsolute(target) || !isInside(root, path.resolve(path.dirname(absolute), target))) {
      throw unsafe(entry.path, `it is a link to ${showForeign(target)}, outside the package`);
    }
    return;
  }
  const { mode } = await stat(absolute);
  const ownerCanUse = entry.kind === 'folder' ? 0o700 : 0o600;
  await chmod(absolute, (mode & 0o777) | ownerCanUse);
}

function chooseProgram(entries: readonly TreeEntry[], binaryName: string | undefined): TreeEntry {
  const programs = entries.filter(
    (entry) => entry.kind === 'file' && entry.executable && isProgramPlace(path.posix.dirname(entry.path)),
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
  entries: readonly TreeEntry[],
  programs: readonly TreeEntry[],
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

function unsafe(entry: string, reason: string): ProvisionError {
  return new ProvisionError({
    code: 'PACKAGE_UNSAFE',
    message: `package() left ${JSON.stringify(showForeign(entry))} in $pkgdir, which cannot be installed: ${reason}.`,
    hint: 'Change package() so that it installs plain files, folders, and links inside the package.',
  });
}

async function removeEmptyParents(root: string, folder: string): Promise<void> {
  for (let current = folder; current !== '.' && current !== ''; current = path.dirname(current)) {
    const absolute = path.join(root, current);
    if ((await readdir(absolute)).length > 0) return;
    await rmdir(absolute);
  }
}
