import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Every path below a folder, relative to it and sorted; folders end in a slash. A missing folder is empty. */
export async function listTree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .map(
      (entry) =>
        path.relative(folder, path.join(entry.parentPath, entry.name)) + (entry.isDirectory() ? '/' : ''),
    )
    .sort();
}
