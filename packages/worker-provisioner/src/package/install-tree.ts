import type { CallOptions } from '@rbee/artifact-catalog';
import type { Launcher } from '../launcher/launcher.js';
import type { SystemLibrary } from '../launcher/library-folders.js';
import { planLauncher } from '../launcher/plan-launcher.js';
import { chooseProgram, type ProgramWish } from '../program/choose-program.js';
import { joinPackages } from './join-packages.js';
import { layOut } from './lay-out.js';
import type { OutwardLink } from './settle-links.js';
import { settlePackage } from './settle-package.js';

/** Which program it is, and how the call is cancelled. */
export interface InstallTreeOptions extends CallOptions, ProgramWish {}

/** A packaged tree that is ready to be an artifact's folder. */
export interface InstalledTree {
  /** What starts the worker, in the tree: the program, or its launcher. */
  readonly start: string;
  /** The program itself, in the tree. */
  readonly program: string;
  /** Why and how the program is started by a launcher, where it is. */
  readonly launcher?: Launcher;
  readonly outwardLinks: readonly OutwardLink[];
  /** Files that had setuid or setgid bits. */
  readonly privileged: readonly string[];
  /** Libraries that the system has to have. */
  readonly systemLibraries: readonly SystemLibrary[];
  /** Libraries beside the program that it looks for itself, in the tree. */
  readonly plugins: readonly string[];
}

/**
 * Makes packaged trees (`$pkgdir`) ready to be one artifact's folder: several are put together in the first, what depends
 * on the place is made independent of it, and the program is found, with what starts it. Everything keeps its place, but
 * for a package that is one program. No link is followed, and nothing outside the trees is changed.
 *
 * @throws ProvisionError `PACKAGE_UNSAFE`, `EXECUTABLE_NOT_FOUND`, `PROGRAM_AMBIGUOUS`
 */
export async function installTree(
  pkgDirs: readonly [string, ...string[]],
  { signal, ...wish }: InstallTreeOptions = {},
): Promise<InstalledTree> {
  const [root] = pkgDirs;
  await joinPackages(pkgDirs, signal);
  const settled = await settlePackage(root, signal);
  const program = chooseProgram(settled, wish);
  const { launcher, ...found } = await planLauncher(root, { program, settled }, signal);
  const laidOut = await layOut(root, settled, { program, launcher });
  return {
    ...laidOut,
    outwardLinks: settled.links.outward,
    privileged: settled.privileged,
    ...found,
    ...(launcher !== undefined && { launcher: { kind: launcher.kind, why: launcher.why } }),
  };
}
