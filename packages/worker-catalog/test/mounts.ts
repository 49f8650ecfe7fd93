import { execFileSync, spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** Mounts a small file system in memory until the test is over. */
export function mountTmpfs(folder: string, options: string): void {
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `${options},mode=0700`, 'tmpfs', folder]);
  onTestFinished(() => unmount(folder));
}

/** May be called again. */
export function unmount(folder: string): void {
  spawnSync('/bin/umount', ['-l', folder]);
}

export function remount(folder: string, options: string): void {
  execFileSync('/bin/mount', ['-o', `remount,${options}`, folder]);
}

/** Whether this machine lets a test mount: the superuser of Linux, except in some containers. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    execFileSync('/bin/umount', ['/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
