import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Access } from './guards/guard.js';
import type { ResolvedOptions } from './options.js';

/** What stands beside a `bin` folder and its programs need. */
const BESIDE_BIN = ['lib', 'lib64', 'libexec', 'include'];

/** Variables of the allow-list that name a toolchain's folder. */
const TOOLCHAIN_VARIABLES = ['RUSTUP_HOME', 'CUDA_HOME', 'CUDA_PATH', 'ROCM_PATH'];

/** The folders of one bash: what it may write, and where its temporary files go. */
export interface SessionFolders {
  readonly writable: readonly string[];
  readonly temporary: string;
}

/** What a session may see and write: the caller's further folders, toolchains, and the session's own folders. */
export async function sessionAccess(
  options: ResolvedOptions,
  environment: Readonly<Record<string, string>>,
  folders: SessionFolders,
): Promise<Access> {
  const { startDir, srcDir, pkgDir, workDir, pkgbuildPath, readable, writable, network } = options;
  const shown = [
    startDir,
    srcDir,
    pkgDir,
    path.dirname(pkgbuildPath),
    ...(await commonParent([startDir, srcDir, pkgDir, workDir], options.env.HOME)),
    ...toolchainFolders(options.env, environment),
    ...readable,
  ];
  return {
    workingFolder: startDir,
    readable: await existing(shown),
    writable: await existing([...folders.writable, ...writable]),
    temporary: folders.temporary,
    network,
  };
}

/**
 * The folder that directly holds all of ours: sources beside them are then shown too. Not the home, nothing that
 * holds it, and no folder that everybody may write to.
 */
async function commonParent(folders: readonly string[], home: string | undefined): Promise<string[]> {
  const parents = new Set(folders.map((folder) => path.dirname(folder)));
  const [parent = '/'] = parents;
  if (parents.size !== 1 || holds(parent, home)) return [];
  const { mode } = await stat(parent);
  return (mode & 0o002) === 0 ? [parent] : [];
}

function toolchainFolders(
  env: ResolvedOptions['env'],
  environment: Readonly<Record<string, string>>,
): string[] {
  const bins = (env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const folders = [
    ...bins.flatMap((bin) => [bin, ...BESIDE_BIN.map((name) => path.join(path.dirname(bin), name))]),
    ...TOOLCHAIN_VARIABLES.map((name) => environment[name] ?? ''),
    ...['CC', 'CXX'].map((name) => path.dirname(environment[name] ?? '')),
  ];
  return folders.filter((folder) => path.isAbsolute(folder) && !holds(folder, env.HOME));
}

function holds(folder: string, home: string | undefined): boolean {
  if (path.dirname(folder) === folder) return true;
  if (home === undefined) return false;
  return !path.relative(folder, home).startsWith('..');
}

/** The folders that are there, by the name they were given and by their real path; each once. */
async function existing(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all([...new Set(folders)].map(namesOf));
  return [...new Set(found.flat())];
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return [path.resolve(folder), await realpath(folder)];
  } catch {
    // What is not there, or not for us to see, cannot be shown; a PATH often names such folders.
    return [];
  }
}
