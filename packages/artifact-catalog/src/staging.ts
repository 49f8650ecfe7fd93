import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { STAGING_FOLDER } from './catalog-layout.js';
import { ArtifactCatalogError } from './errors.js';
import { removeTree } from './remove-tree.js';
import type { StagingFolder } from './types.js';

/** Makes a private folder below the catalog's staging folder. */
export async function createStagingFolder(root: string): Promise<StagingFolder> {
  const folder = await newStagingPath(root);
  await mkdir(folder, { mode: 0o700 });
  return { path: folder, dispose: () => removeTree(folder) };
}

/** Takes what stands at `target` out of sight in one step, and answers where it is now. */
export async function moveAside(root: string, target: string): Promise<string> {
  const aside = await newStagingPath(root);
  try {
    await rename(target, aside);
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM') || !(await lstat(target)).isDirectory()) throw error;
    // A folder that its owner may not write to cannot change its parent.
    await chmod(target, 0o700);
    await rename(target, aside);
  }
  return aside;
}

async function newStagingPath(root: string): Promise<string> {
  const staging = path.join(root, STAGING_FOLDER);
  await mkdir(staging, { recursive: true, mode: 0o700 });
  const stats = await lstat(staging);
  if (!stats.isDirectory()) {
    throw new ArtifactCatalogError({
      code: 'IO',
      message: `"${showForeign(staging)}" is no folder, so nothing can be made in it.`,
      hint: 'Remove it; the catalog makes the folder itself.',
    });
  }
  if ((stats.mode & 0o077) !== 0) await chmod(staging, 0o700);
  return path.join(staging, randomBytes(16).toString('hex'));
}
