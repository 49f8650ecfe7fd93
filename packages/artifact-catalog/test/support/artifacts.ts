import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownIdentity } from '@rbee-internal/system/process';
import { useTempDir } from '@rbee-internal/test-kit';
import {
  FilesystemCatalog,
  type ModelEntry,
  modelEntryCodec,
  type StagingFolder,
  type WorkerBinary,
  workerBinaryCodec,
} from '../../src/index.js';
import type { CatalogPlace } from '../../src/options.js';

export const WORKER_ID = 'llm-worker-rbee-cpu-v0.1.0-linux';

/** The moment that every test catalog takes for now. */
export const NOW = '2026-01-02T03:04:05.000Z';

export async function openWorkers(root?: string): Promise<FilesystemCatalog<WorkerBinary>> {
  return FilesystemCatalog.open({
    root: root ?? path.join(await useTempDir(), 'workers'),
    codec: workerBinaryCodec,
    now: () => new Date(NOW),
  });
}

export async function openModels(): Promise<FilesystemCatalog<ModelEntry>> {
  return FilesystemCatalog.open({ root: path.join(await useTempDir(), 'models'), codec: modelEntryCodec });
}

/** What the parts of a catalog at a folder work with. */
export async function catalogPlace(root: string): Promise<CatalogPlace> {
  return { root, platform: process.platform, now: () => new Date(NOW), owner: await ownIdentity() };
}

/** A worker whose program is `bin/worker` of its folder. */
export function workerIn(catalog: FilesystemCatalog<WorkerBinary>, id = WORKER_ID): WorkerBinary {
  return {
    id,
    path: path.join(catalog.folderOf(id), 'bin/worker'),
    size: 7,
    status: 'Available',
    addedAt: '2025-10-23T18:30:00Z',
    workerType: 'CpuLlm',
    platform: 'Linux',
    version: '0.1.0',
  };
}

/** A staging folder with `bin/worker` in it. */
export async function stagedWorker(
  catalog: FilesystemCatalog<WorkerBinary>,
  program = 'program',
): Promise<StagingFolder> {
  const staging = await catalog.createStagingFolder();
  await mkdir(path.join(staging.path, 'bin'));
  await writeFile(path.join(staging.path, 'bin/worker'), program, { mode: 0o755 });
  return staging;
}

/** Writes a record by hand, as any other program would. */
export async function writeRecord(folder: string, record: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  await writeFile(path.join(folder, 'metadata.json'), text);
}

export async function readJson(folder: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(folder, 'metadata.json'), 'utf8'));
}

/** The record that the design notes show, at a path. */
export function recordOfNotes(programPath: string) {
  return {
    artifact: {
      id: 'cpu-llm-worker-rbee-v0.1.0-linux',
      worker_type: 'CpuLlm',
      platform: 'Linux',
      path: programPath,
      size: 1048576,
      status: 'Available',
      version: '0.1.0',
      added_at: '2025-10-23T18:30:00Z',
    },
    added_at: '2025-10-23T18:30:00Z',
    last_accessed: null,
  };
}
