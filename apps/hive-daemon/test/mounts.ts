import { execFileSync, spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

const [MOUNT, UMOUNT] = ['/bin/mount', '/bin/umount'];

/** Mounts a small file system in memory until the test is over. */
export function mountTmpfs(folder: string, size: string): void {
  execFileSync(MOUNT, ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]);
  onTestFinished(() => void spawnSync(UMOUNT, ['-l', folder]));
}

/** Whether this machine lets a test mount: the superuser of Linux, except in some containers. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const mounted = spawnSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt']);
  return mounted.status === 0 && spawnSync(UMOUNT, ['/mnt']).status === 0;
}
