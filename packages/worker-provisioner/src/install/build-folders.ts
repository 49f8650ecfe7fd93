import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BuildFolders } from './provision-job.js';

/** Makes the folders of one build below a private folder. */
export async function makeBuildFolders(root: string): Promise<BuildFolders> {
  const folders = buildFoldersOf(root);
  const { start, src, sources, pkg, work } = folders;
  for (const folder of [start, src, sources, pkg, work]) await mkdir(folder);
  return folders;
}

/** Where the folders of one build are below its private folder. */
export function buildFoldersOf(root: string): BuildFolders {
  const start = path.join(root, 'start');
  return {
    ...{ root, start },
    pkgbuild: path.join(start, 'PKGBUILD'),
    src: path.join(root, 'src'),
    sources: path.join(root, 'sources'),
    pkg: path.join(root, 'pkg'),
    work: path.join(root, 'work'),
  };
}
