import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export interface FolderSize {
  readonly bytes: number;
  /** Folders with a manifest that has a name and a version. */
  readonly packages: number;
}

/** How much a `node_modules` holds, without the names in it that are left out. */
export async function measureFolder(folder: string, without: readonly string[]): Promise<FolderSize> {
  let bytes = 0;
  let packages = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    if (!entry.isFile() || without.some((one) => name === one || name.startsWith(`${one}/`))) continue;
    bytes += (await stat(file)).size;
    if (entry.name === 'package.json' && (await isPackage(file))) packages += 1;
  }
  return { bytes, packages };
}

async function isPackage(file: string): Promise<boolean> {
  const { name, version } = JSON.parse(await readFile(file, 'utf8'));
  return typeof name === 'string' && typeof version === 'string';
}
