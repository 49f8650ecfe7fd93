import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Access } from '../guards/guard.js';
import { type ResolvedOptions, sourceFolders } from '../options.js';
import { type BuildFolders, isWithin } from './build-folders.js';

/** What stands beside a `bin` folder and its programs need. */
const BESIDE_BIN = ['lib', 'lib64', 'libexec', 'include'];

/** Variables of the allow-list that name a toolchain's folder. */
const TOOLCHAIN_VARIABLES = ['RUSTUP_HOME', 'CUDA_HOME', 'CUDA_PATH', 'ROCM_PATH'];

/** The folders of one bash: what it may write, and where its temporary files go. */
export interface SessionFolders {
  readonly writable: readonly string[];
  readonly temporary: string;
  readonly mounted?: Access['mounted'];
  /** Where the build's proxy listens, if it has one. */
  readonly proxyPort?: number | undefined;
}

/** What a session may see and write: the caller's further folders, toolchains, and the session's own folders. */
export async function sessionAccess(
  { options, aliases }: Pick<BuildFolders, 'options' | 'aliases'>,
  environment: Readonly<Record<string, string>>,
  folders: SessionFolders,
): Promise<Access> {
  const { startDir, pkgDir, workDir, readable, writable } = options;
  const sources = sourceFolders(options);
  const toolchains = await existing(toolchainFolders(options.env, environment));
  // What is in the build's own folders is shown with them, and the build could change the way to it.
  const ownFolders = [startDir, ...sources, pkgDir, workDir, ...writable];
  const foreign = toolchains.filter((folder) => !ownFolders.some((own) => isWithin(folder, own)));
  return {
    workingFolder: startDir,
    readable: [
      ...new Set([
        startDir,
        ...sources,
        pkgDir,
        ...(await pkgbuildFiles(options)),
        ...foreign,
        ...readable,
        // It makes the way to the proxy.
        ...(folders.proxyPort === undefined ? [] : [await realpath(process.execPath), process.execPath]),
      ]),
    ],
    writable: [...folders.writable, ...writable],
    aliases,
    temporary: folders.temporary,
    mounted: folders.mounted,
    proxyPort: folders.proxyPort,
  };
}

/** The PKGBUILD itself where it is not in the start folder, and the file that it is a link to. */
async function pkgbuildFiles({ pkgbuildPath, startDir }: ResolvedOptions): Promise<string[]> {
  const real = await realpath(pkgbuildPath);
  return [pkgbuildPath, real].filter((file) => !isWithin(file, startDir));
}

/** The folders of `PATH`, what their programs need, and other toolchains. */
export function toolchainFolders(
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
