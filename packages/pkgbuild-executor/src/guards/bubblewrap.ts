import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { lstat, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import type { Access, Guard } from './guard.js';

/** Where a Linux system keeps its programs and what they need. Homes, sockets and other data are elsewhere. */
const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt'];
const MORE_SYSTEM_FOLDERS = [
  '/nix/store',
  '/gnu/store',
  '/sys',
  '/var/lib/pacman/local',
  '/var/lib/pacman/sync',
];

/** Where programs put temporary files if they do not heed `TMPDIR`. */
const TEMPORARY_FOLDERS = ['/tmp', '/var/tmp', '/dev/shm'];

/** How deep a look into `/etc` goes for what only root may read. */
const ETC_DEPTH = 2;

interface Mount {
  readonly target: string;
  readonly options: readonly string[];
}

/** bubblewrap: namespaces for files, processes, network and users, without any capability. */
export function createBubblewrapGuard(program: string): Guard {
  return {
    name: 'bubblewrap',
    isolatesProcesses: true,
    async wrap(command, access) {
      return [program, ...isolation(access), ...(await mountOptions(access)), '--', ...command];
    },
  };
}

function isolation({ network, workingFolder }: Access): string[] {
  return [
    '--unshare-all',
    // An ordinary user needs it anyway; root can do without where the kernel has none.
    '--unshare-user-try',
    ...(network ? ['--share-net'] : []),
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    '--chdir',
    workingFolder,
  ];
}

async function mountOptions(access: Access): Promise<string[]> {
  const mounts = [
    ...(await systemMounts()),
    ...(access.network ? await resolverMounts() : []),
    ...secretMounts(),
    { target: '/proc', options: ['--proc', '/proc'] },
    { target: '/dev', options: ['--dev', '/dev'] },
    ...TEMPORARY_FOLDERS.map((target) => bind('--bind', target, access.temporary)),
    ...access.readable.filter(isNoSystemFolder).map((target) => bind('--ro-bind-try', target)),
    ...access.writable.map((target) => bind('--bind', target)),
  ];
  // The deeper folder is mounted onto the one that holds it.
  const sorted = mounts
    .map((mount) => ({ mount, depth: depthOf(mount.target) }))
    .sort((one, other) => one.depth - other.depth);
  return [...sorted.flatMap(({ mount }) => mount.options), '--remount-ro', '/dev', '--remount-ro', '/'];
}

function isNoSystemFolder(folder: string): boolean {
  return !SYSTEM_FOLDERS.some((system) => folder === system || folder.startsWith(`${system}/`));
}

function bind(option: string, target: string, source = target): Mount {
  return { target, options: [option, source, target] };
}

function depthOf(folder: string): number {
  return folder.split(path.sep).filter((part) => part !== '').length;
}

async function systemMounts(): Promise<Mount[]> {
  const links = await Promise.all(SYSTEM_FOLDERS.map(linkTarget));
  return [
    ...MORE_SYSTEM_FOLDERS.map((folder) => bind('--ro-bind-try', folder)),
    ...SYSTEM_FOLDERS.map((folder, index) => {
      const link = links[index];
      return link === undefined
        ? bind('--ro-bind-try', folder)
        : { target: folder, options: ['--symlink', link, folder] };
    }),
  ];
}

async function linkTarget(file: string): Promise<string | undefined> {
  try {
    return (await lstat(file)).isSymbolicLink() ? await readlink(file) : undefined;
  } catch (error) {
    // The mount of what is missing is left out.
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Names are looked up by `/etc/resolv.conf`, which often points to a folder that is not shown. */
async function resolverMounts(): Promise<Mount[]> {
  try {
    const file = await realpath('/etc/resolv.conf');
    return file.startsWith('/etc/') ? [] : [bind('--ro-bind-try', file)];
  } catch (error) {
    // It is not there, or a link to what is not there or not for us to see: so it is for the recipe.
    if (isSystemError(error, 'ENOENT', 'EACCES', 'ELOOP')) return [];
    throw error;
  }
}

/** As root, files that only root may read would be readable in the sandbox too: they are covered. */
function secretMounts(): Mount[] {
  return process.getuid?.() === 0 ? findSecrets('/etc', ETC_DEPTH) : [];
}

/** Synchronous: hundreds of small questions to the disk's cache take four times as long when each is waited for. */
function findSecrets(folder: string, depth: number): Mount[] {
  return listFolder(folder).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (!entry.isDirectory() && !entry.isFile()) return [];
    const mode = lstatSync(file, { throwIfNoEntry: false })?.mode;
    if (mode === undefined) return [];
    if (!entry.isDirectory()) return (mode & 0o004) === 0 ? [bind('--ro-bind', file, '/dev/null')] : [];
    if ((mode & 0o005) !== 0o005) return [{ target: file, options: ['--tmpfs', file, '--remount-ro', file] }];
    return depth > 1 ? findSecrets(file, depth - 1) : [];
  });
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // It was removed since its own folder was listed.
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
