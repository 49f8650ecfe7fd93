import { lstat, readdir, rename, rmdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LauncherPlan } from '../launcher/launcher.js';
import { launcherScript } from '../launcher/launcher-script.js';
import type { PackageProgram } from '../program/find-programs.js';
import { settleMode } from './settle-mode.js';
import type { SettledPackage } from './settle-package.js';

/** What a worker does without: beside the program these make no package of several parts. */
const DOCUMENTS =
  /^(?:usr\/(?:local\/)?)?share\/(?:man|doc|info|licenses|locale|applications|icons|pixmaps|metainfo|bash-completion|zsh|fish)\//;

/** How a packaged tree is arranged. */
export interface LayOut {
  /** What starts the worker, in the tree. */
  readonly start: string;
  /** The program itself, in the tree. */
  readonly program: string;
}

/**
 * Arranges a packaged tree as an artifact's folder. A package that is one program gets it at the top, beside the record.
 * Any other keeps its folders, and the top has a link of the program's name, or the launcher that starts it.
 */
export async function layOut(
  root: string,
  settled: SettledPackage,
  { program, launcher }: { readonly program: PackageProgram; readonly launcher?: LauncherPlan | undefined },
): Promise<LayOut> {
  const { entries } = settled;
  await makeExecutable(root, program.file);
  if (launcher !== undefined) {
    const start = freeName(entries, path.posix.basename(program.path));
    await writeFile(path.join(root, start), launcherScript(program.file, launcher), {
      flag: 'wx',
      mode: 0o755,
    });
    await makeExecutable(root, start);
    return { start, program: program.file };
  }
  const name = path.posix.basename(program.path);
  if (program.file.includes('/') && isOneProgram(settled, program)) {
    await rename(path.join(root, program.file), path.join(root, name));
    await removeEmptyParents(root, path.posix.dirname(program.file));
    return { start: name, program: name };
  }
  const isTaken = entries.some((entry) => entry.path === name);
  if (program.file.includes('/') && !isTaken) await symlink(program.file, path.join(root, name));
  return { start: program.file, program: program.file };
}

/** Whether the program is all that a package has, beside its documents. */
function isOneProgram({ entries }: SettledPackage, { path: program, file }: PackageProgram): boolean {
  if (program !== file || entries.some((entry) => entry.path === path.posix.basename(file))) return false;
  return entries.every(
    ({ kind, path: entry, names }) =>
      kind === 'folder' || DOCUMENTS.test(entry) || (entry === file && names === 1),
  );
}

function freeName(entries: SettledPackage['entries'], name: string): string {
  const taken = new Set(entries.map((entry) => entry.path));
  let free = name;
  while (taken.has(free)) free = `${free}.start`;
  return free;
}

async function makeExecutable(root: string, name: string): Promise<void> {
  const file = path.join(root, name);
  await settleMode(file, await lstat(file), 0o755);
}

async function removeEmptyParents(root: string, folder: string): Promise<void> {
  for (let current = folder; current !== '.' && current !== ''; current = path.posix.dirname(current)) {
    const absolute = path.join(root, current);
    if ((await readdir(absolute)).length > 0) return;
    await rmdir(absolute);
  }
}
