import { chmod, lstat, mkdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { type HeldFolder, holdFolder, ReplacedFolderError } from '@rbee-internal/system/files';
import { replacedError } from '../failures.js';
import type { Alias } from '../guards/guard.js';
import type { ResolvedOptions } from '../options.js';

/** The folders of one call, held open from before foreign code runs until after. */
export interface BuildFolders {
  /** The options with real paths: without links, and without further folders that are not there. */
  readonly options: ResolvedOptions;
  /** Names by which folders were given, where a part of the name is a link. */
  readonly aliases: readonly Alias[];
  readonly workDir: HeldFolder;
  readonly logDir: HeldFolder | undefined;
  /** The folder that the PKGBUILD is in. */
  readonly pkgbuildDir: HeldFolder;
  /** The file that the PKGBUILD is a link to, where it was one from the start. */
  readonly pkgbuildLink: string | undefined;
  /** Makes a package's folder again, empty. @throws ExecuteError `FOLDER_REPLACED` */
  makePackageFolder(name: string): Promise<void>;
  /**
   * Checks that every folder is where it was, reached without a link: to be called before a name is used that
   * foreign code could have changed. @throws ExecuteError `FOLDER_REPLACED`
   */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** Takes hold of the folders that the options name. @throws the system's errors for one that is not there */
export async function holdBuildFolders(given: ResolvedOptions): Promise<BuildFolders> {
  const held: HeldFolder[] = [];
  const hold = async (folder: string) => {
    const opened = await holdFolder(folder);
    held.push(opened);
    return opened;
  };
  const close = async () => {
    await Promise.all(held.map((folder) => folder.close()));
  };
  try {
    const own = await holdOwn(given, hold);
    const [readable, writable] = await Promise.all([realPaths(given.readable), realPaths(given.writable)]);
    for (const folder of changeableAmong([...readable, ...writable], given)) await holdIfFolder(folder, hold);
    const options = realOptions(given, { own, readable, writable });
    return {
      options,
      aliases: aliasesOf(given, options),
      pkgbuildLink: await linkTarget(options.pkgbuildPath),
      ...own,
      makePackageFolder: async (name) => {
        await checked(() => own.pkgDir.verify());
        await makeEmptyFolder(own.pkgDir.inside(name));
        await hold(path.join(own.pkgDir.path, name));
      },
      verify: () =>
        checked(async () => {
          for (const folder of held) await folder.verify();
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface OwnFolders {
  readonly startDir: HeldFolder;
  readonly srcDir: HeldFolder;
  readonly sourceDestDir: HeldFolder;
  readonly pkgDir: HeldFolder;
  readonly workDir: HeldFolder;
  readonly pkgbuildDir: HeldFolder;
  readonly logDir: HeldFolder | undefined;
}

async function holdOwn(
  { startDir, srcDir, sourceDestDir, pkgDir, workDir, pkgbuildPath, logDir }: ResolvedOptions,
  hold: (folder: string) => Promise<HeldFolder>,
): Promise<OwnFolders> {
  return {
    startDir: await hold(startDir),
    srcDir: await hold(srcDir),
    sourceDestDir: await hold(sourceDestDir),
    pkgDir: await hold(pkgDir),
    workDir: await hold(workDir),
    pkgbuildDir: await hold(path.dirname(pkgbuildPath)),
    logDir: logDir === undefined ? undefined : await hold(logDir),
  };
}

/** Those of the further folders that the build may change the way to. */
function changeableAmong(
  folders: readonly string[],
  { srcDir, sourceDestDir, pkgDir, workDir, writable }: ResolvedOptions,
): string[] {
  const roots = [srcDir, sourceDestDir, pkgDir, workDir, ...writable];
  return folders.filter((folder) => roots.some((root) => isWithin(folder, root)));
}

/** Whether a path is a folder's or below it, by name alone. */
export function isWithin(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

async function holdIfFolder(folder: string, hold: (folder: string) => Promise<HeldFolder>): Promise<void> {
  try {
    await hold(folder);
  } catch (error) {
    if (!isSystemError(error, 'ENOTDIR', 'EACCES')) throw error;
  }
}

/** The real paths of what is there; what is not there, or not for us to see, cannot be shown. */
async function realPaths(files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(files.map((file) => realpath(file).catch(() => undefined)));
  return [...new Set(found.filter((file) => file !== undefined))];
}

function realOptions(
  given: ResolvedOptions,
  { own, ...more }: { own: OwnFolders; readable: readonly string[]; writable: readonly string[] },
): ResolvedOptions {
  return {
    ...given,
    ...more,
    // makepkg's `$startdir` has no links in it.
    startDir: own.startDir.path,
    srcDir: own.srcDir.path,
    sourceDestDir: own.sourceDestDir.path,
    pkgDir: own.pkgDir.path,
    workDir: own.workDir.path,
    pkgbuildPath: path.join(own.pkgbuildDir.path, path.basename(given.pkgbuildPath)),
    logDir: own.logDir?.path,
  };
}

function aliasesOf(given: ResolvedOptions, real: ResolvedOptions): Alias[] {
  const names = ['startDir', 'srcDir', 'sourceDestDir', 'pkgDir', 'workDir', 'pkgbuildPath'] as const;
  return names
    .map((member) => ({ name: path.resolve(given[member]), target: real[member] }))
    .filter(({ name, target }) => name !== target);
}

async function linkTarget(file: string): Promise<string | undefined> {
  return (await lstat(file)).isSymbolicLink() ? realpath(file) : undefined;
}

async function makeEmptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  // The umask of our own process does not count.
  await chmod(folder, 0o755);
}

async function checked(look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    throw error instanceof ReplacedFolderError ? replacedError(error.path, error.found) : error;
  }
}
