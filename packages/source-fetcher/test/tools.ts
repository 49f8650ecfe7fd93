import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Which of these programs are installed: tests of the others are left out, except where CI says that it has all. */
export function installed(...programs: string[]): string[] {
  return programs.filter(isInstalled);
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Every program that some test is chosen by. */
export const TOOLS = [
  'bsdtar',
  'bzip2',
  'bzr',
  'curl',
  'fossil',
  'gpg',
  'hg',
  'lz4',
  'makepkg',
  'openssl',
  'sshd',
  'svn',
  'xz',
  'zstd',
];
