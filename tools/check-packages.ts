import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packPackages } from './pack-packages.js';
import { run } from './run.js';

/** Checks each package as it would be published: publint and "are the types wrong" on its tarball. */
export async function checkPackages(root: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-packed-'));
  try {
    const tarballs = await packPackages(root, folder);
    if (tarballs.length === 0) throw new Error('No package was packed.');
    for (const tarball of tarballs) {
      await run('publint', ['run', '--strict', tarball], root);
      // A program has no types.
      if (!path.basename(tarball).startsWith('rbee-hive-'))
        await run('attw', ['--profile', 'esm-only', '--quiet', tarball], root);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
