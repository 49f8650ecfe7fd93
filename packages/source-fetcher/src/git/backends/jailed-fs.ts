import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import { isInside } from '@rbee-internal/contained-path';
import type { PromiseFsClient } from 'isomorphic-git';

/**
 * The file system that isomorphic-git works on: nothing outside `root` can be named, whatever a server calls
 * its refs, and everything is missing once the signal is aborted, so that it comes to an end by itself. It
 * says "missing" and not "aborted" because isomorphic-git prints failures it does not know.
 */
export function createJailedFs(root: string, signal: AbortSignal): PromiseFsClient {
  const check = (file: unknown): string => {
    if (typeof file !== 'string' || (file !== root && !isInside(root, file)) || signal.aborted)
      throw missing();
    return file;
  };
  type Options = Parameters<typeof fs.readFile>[1];
  const promises: PromiseFsClient['promises'] = {
    readFile: async (file: unknown, options: Options) => fs.readFile(check(file), options),
    writeFile: async (file: unknown, data: string | Uint8Array, options: Options) => {
      // Under another name first: a process that is killed must not leave half a pack under a pack's name.
      const target = check(file);
      const fresh = `${target}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        await fs.writeFile(fresh, data, options);
        await fs.rename(fresh, target);
      } finally {
        await fs.rm(fresh, { force: true });
      }
    },
    unlink: async (file: unknown) => fs.unlink(check(file)),
    readdir: async (file: unknown) => fs.readdir(check(file)),
    mkdir: async (file: unknown) => fs.mkdir(check(file)),
    rmdir: async (file: unknown) => fs.rmdir(check(file)),
    stat: async (file: unknown) => fs.stat(check(file)),
    lstat: async (file: unknown) => fs.lstat(check(file)),
    readlink: async (file: unknown) => fs.readlink(check(file)),
    symlink: async () => {
      throw missing();
    },
  };
  return { promises };
}

function missing(): Error {
  return Object.assign(new Error('ENOENT: not in the repository folder'), { code: 'ENOENT' });
}
