import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The PKGBUILDs below some folders: files of that name, and those that end with `.PKGBUILD`. */
export async function findRecipes(folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const isRecipe = entry.name === 'PKGBUILD' || entry.name.endsWith('.PKGBUILD');
      if (entry.isFile() && isRecipe) found.push(path.join(entry.parentPath, entry.name));
    }
  }
  return found.sort();
}

export async function readAll(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}
