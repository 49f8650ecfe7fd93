import type { PackageFamily } from './machine.js';

/** The command that installs packages, names left out. */
export const INSTALL_COMMANDS: Readonly<Record<PackageFamily, readonly string[]>> = {
  dpkg: ['apt', 'install'],
  rpm: ['dnf', 'install'],
  pacman: ['pacman', '-S', '--needed'],
  apk: ['apk', 'add'],
  brew: ['brew', 'install'],
};

/** The program that lists what is installed. */
export const FAMILY_PROGRAMS: Readonly<Record<PackageFamily, string>> = {
  dpkg: 'dpkg-query',
  rpm: 'rpm',
  pacman: 'pacman',
  apk: 'apk',
  brew: 'brew',
};

const FAMILY_BY_DISTRIBUTION: ReadonlyMap<string, PackageFamily> = new Map([
  ['debian', 'dpkg'],
  ['ubuntu', 'dpkg'],
  ['arch', 'pacman'],
  ['archarm', 'pacman'],
  ['fedora', 'rpm'],
  ['rhel', 'rpm'],
  ['centos', 'rpm'],
  ['suse', 'rpm'],
  ['opensuse', 'rpm'],
  ['alpine', 'apk'],
]);

/** The family of a distribution by what os-release(5) says of it, its own name before those that it is like. */
export function familyOf({ id, like }: { readonly id: string; readonly like: readonly string[] }) {
  return [id, ...like].map((name) => FAMILY_BY_DISTRIBUTION.get(name)).find((family) => family !== undefined);
}
