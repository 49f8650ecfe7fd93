import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import type { Access, Alias, Guard } from './guard.js';

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

/** How long what was found in `/etc` counts as fresh. */
const FRESH_MILLISECONDS = 1_000;

/** How many files and folders of `/etc` are looked at for what only root may read; a machine has a few thousand. */
const MAX_ETC_ENTRIES = 50_000;

/** Device files of graphics processors, by what their names in `/dev` begin with. */
const GPU_DEVICES = /^(?:nvidia|dri$|kfd$|dxg$|mali)/;

/** Where their drivers are on systems that keep them apart. */
const GPU_FOLDERS = ['/run/opengl-driver', '/run/opengl-driver-32'];

interface Mount {
  readonly target: string;
  readonly options: readonly string[];
}

export interface BubblewrapOptions {
  /** Whether the sandbox can make no user namespaces of its own, in which much more of the kernel is in reach. */
  readonly disableUserNamespaces: boolean;
}

/** bubblewrap: namespaces for files, processes, network and users, without any capability. */
export function createBubblewrapGuard(program: string, options: BubblewrapOptions): Guard {
  const secrets = createSecretList();
  return {
    name: 'bubblewrap',
    isolatesProcesses: true,
    mountsFolders: true,
    isolatesLoopback: true,
    async wrap(command, access) {
      return [
        program,
        ...isolation(access, options),
        ...(await mountOptions(access, secrets())),
        '--',
        ...command,
      ];
    },
  };
}

function isolation(
  { workingFolder, nestedSandbox = false }: Access,
  { disableUserNamespaces }: BubblewrapOptions,
): readonly string[] {
  return [
    '--unshare-all',
    // An ordinary user needs one anyway; root can do without where the kernel has none.
    ...(disableUserNamespaces && !nestedSandbox
      ? ['--unshare-user', '--disable-userns']
      : ['--unshare-user-try']),
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    // Linux 5.12 maps the root of one user namespace into another for no one else.
    ...(nestedSandbox ? ['--cap-add', 'CAP_SETFCAP'] : []),
    '--chdir',
    workingFolder,
  ];
}

async function mountOptions(access: Access, secrets: readonly Mount[]): Promise<string[]> {
  const mounts = [
    ...(await systemMounts()),
    ...secrets,
    { target: '/proc', options: ['--proc', '/proc'] },
    { target: '/dev', options: ['--dev', '/dev'] },
    ...(access.gpu === true ? gpuMounts() : []),
    ...TEMPORARY_FOLDERS.map((target) => bind('--bind', target, access.temporary)),
    ...access.readable.filter(isNoSystemFolder).map((target) => bind('--ro-bind-try', target)),
    ...access.writable.map((target) => bind('--bind', target)),
    ...(access.mounted ?? []).map(({ name, target }) => bind('--bind', name, target)),
  ];
  // The deeper folder is mounted onto the one that holds it.
  const sorted = mounts
    .map((mount) => ({ mount, depth: depthOf(mount.target) }))
    .sort((one, other) => one.depth - other.depth);
  return [
    ...sorted.flatMap(({ mount }) => mount.options),
    ...aliasOptions(access.aliases, mounts),
    '--remount-ro',
    '/dev',
    '--remount-ro',
    '/',
  ];
}

/** Links for other names of folders, but not for those that a folder which is shown has in it anyway. */
function aliasOptions(aliases: readonly Alias[], mounts: readonly Mount[]): string[] {
  // The mount over the machine's folders for temporary files has none of their files.
  const shown = mounts.map(({ target }) => target).filter((target) => !TEMPORARY_FOLDERS.includes(target));
  const options: string[] = [];
  for (const { name, target } of [...aliases].sort((one, other) => depthOf(one.name) - depthOf(other.name))) {
    if (shown.some((folder) => isWithin(name, folder))) continue;
    shown.push(name);
    options.push('--symlink', target, name);
  }
  return options;
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

function gpuMounts(): Mount[] {
  const devices = listFolder('/dev').filter(({ name }) => GPU_DEVICES.test(name));
  return [
    ...devices.map(({ name }) => bind('--dev-bind-try', path.join('/dev', name))),
    ...GPU_FOLDERS.map((folder) => bind('--ro-bind-try', folder)),
  ];
}

function isNoSystemFolder(folder: string): boolean {
  return !SYSTEM_FOLDERS.some((system) => isWithin(folder, system));
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

/**
 * As root, files that only root may read would be readable in the sandbox too: they are covered. The trial run and the
 * first session follow each other at once, so they share what was found.
 */
function createSecretList(): () => readonly Mount[] {
  let found: readonly Mount[] = [];
  let foundAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (process.getuid?.() !== 0) return [];
    const now = performance.now();
    if (now - foundAt > FRESH_MILLISECONDS) found = findSecrets('/etc');
    foundAt = now - foundAt > FRESH_MILLISECONDS ? now : foundAt;
    return found;
  };
}

/**
 * Covers each file and folder below one that not every user may read.
 * Synchronous: hundreds of small questions to the disk's cache take four times as long when each is waited for.
 */
export function findSecrets(root: string): Mount[] {
  const mounts: Mount[] = [];
  const pending = [root];
  let entries = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of listFolder(folder)) {
      entries += 1;
      if (entries > MAX_ETC_ENTRIES) throw new Error(`${root} has more than ${MAX_ETC_ENTRIES} entries`);
      const file = path.join(folder, entry.name);
      const cover = entry.isDirectory() || entry.isFile() ? coverOf(file, entry.isDirectory()) : undefined;
      if (cover !== undefined) mounts.push(cover);
      else if (entry.isDirectory()) pending.push(file);
    }
  }
  return mounts;
}

/** What hides a file or folder that not every user may read. */
function coverOf(file: string, isFolder: boolean): Mount | undefined {
  const mode = lstatSync(file, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return undefined;
  if (!isFolder) return (mode & 0o004) === 0 ? bind('--ro-bind', file, '/dev/null') : undefined;
  return (mode & 0o005) === 0o005
    ? undefined
    : { target: file, options: ['--tmpfs', file, '--remount-ro', file] };
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // It was removed since its own folder was listed.
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
