import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** What the kernel and debuggers call the memory of a program that crashed. */
const CORE_FILE = /^(?:core(?:\.\d+)?|.+\.core|vgcore\.\d+)$/;
const MAX_ENTRIES = 10_000;

/** Files that were removed, and how large they were together. */
export interface RemovedFiles {
  readonly files: number;
  readonly bytes: number;
}

/** Removes the core files that a worker left in its working folder: each is as large as its memory. */
export async function removeCoreFiles(workFolder: string): Promise<RemovedFiles> {
  let [files, bytes] = [0, 0];
  for (const name of (await readdir(workFolder).catch(() => [])).slice(0, MAX_ENTRIES)) {
    if (!CORE_FILE.test(name)) continue;
    const file = path.join(workFolder, name);
    const facts = await lstat(file).catch(() => undefined);
    if (facts?.isFile() !== true) continue;
    await rm(file, { force: true }).catch(() => undefined);
    [files, bytes] = [files + 1, bytes + facts.size];
  }
  return { files, bytes };
}
