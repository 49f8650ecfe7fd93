import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder (its real path) that goes away when the current test is over. */
export async function useTempDir(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'rbee-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
