import { readdir } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';

/** What a folder holds, in order; nothing where there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
