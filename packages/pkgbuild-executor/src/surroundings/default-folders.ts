import { mkdir, rm } from 'node:fs/promises';
import type { ResolvedOptions } from '../options.js';
import type { ExecuteOptions } from '../types.js';

/** Makes the folders that the options do not name, and removes the one for our own files at the end. */
export async function withDefaultFolders<T>(
  given: ExecuteOptions,
  { srcDir, pkgDir, workDir }: ResolvedOptions,
  use: () => Promise<T>,
): Promise<T> {
  if (given.srcDir === undefined) await mkdir(srcDir, { recursive: true });
  if (given.pkgDir === undefined) await mkdir(pkgDir, { recursive: true });
  if (given.workDir !== undefined) return use();
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  try {
    return await use();
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}
