import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect } from 'vitest';
import { openFolderStore } from '../../src/index.js';
import { workerFiles, writeWorker } from '../worker-folder.js';

/** The versions of `tiny` in a folder, newest first, and the one that is offered. */
export async function versionsIn(workers: string): Promise<unknown> {
  const store = await openFolderStore(workers);
  expect(store.refused()).toEqual([]);
  const releases = (await store.releases?.('tiny')) ?? [];
  const [offered] = await store.list();
  return [
    offered?.version,
    ...releases.map(({ metadata, isFormer }) => `${isFormer ? '-' : '+'}${metadata.version}`),
  ];
}

export async function tinyAside(version: string, files: Record<string, string> = {}): Promise<string> {
  const aside = await useTempDir();
  await writeWorker(aside, 'any-name', { ...workerFiles('tiny', version), ...files });
  return path.join(aside, 'any-name');
}
