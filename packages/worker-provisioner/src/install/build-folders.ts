import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BuildFolders } from './provision-job.js';

/** Makes the folders of one build below a private folder. */
export async function makeBuildFolders(root: string): Promise<BuildFolders> {
  const start = path.join(root, 'start');
  const folders = {
    start,
    src: path.join(root, 'src'),
    sources: path.join(root, 'sources'),
    pkg: path.join(root, 'pkg'),
    work: path.join(root, 'work'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder);
  return { ...folders, root, pkgbuild: path.join(start, 'PKGBUILD') };
}
