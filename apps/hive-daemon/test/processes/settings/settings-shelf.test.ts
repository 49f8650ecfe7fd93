import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { WorkerSpawn } from '../../../src/api/operations.js';
import { SettingsShelf } from '../../../src/processes/settings/settings-shelf.js';

const worker = { id: 'llama-cpp-cuda-v1-linux', catalogId: 'llama-cpp-cuda' };
const spawn = (more: Partial<WorkerSpawn> = {}): WorkerSpawn => ({
  operation: 'worker_spawn',
  worker: worker.id,
  ...more,
});
const NOW = new Date('2026-01-02T03:04:05Z');

describe('what a worker was started with', () => {
  test('counts for its next start, also of another version and after the daemon’s', async () => {
    const folder = await useTempDir();
    const shelf = await SettingsShelf.open(folder);
    await shelf.keep(worker, spawn({ model: '/a.gguf', context: 64, gpu: '0', port: 9000, name: 'x' }), NOW);
    const later = await SettingsShelf.open(folder);
    const newer = { id: 'llama-cpp-cuda-v2-linux', catalogId: 'llama-cpp-cuda' };
    // The port and the name are one process's own.
    expect(later.complete(newer, spawn())).toEqual(spawn({ model: '/a.gguf', context: 64, gpu: '0' }));
    expect(later.complete({ id: 'other' }, spawn())).toEqual(spawn());
  });

  test('is kept for each model; what is given counts first, and fresh starts without', async () => {
    const shelf = await SettingsShelf.open(await useTempDir());
    await shelf.keep(worker, spawn({ model: '/a.gguf', context: 64 }), NOW);
    await shelf.keep(worker, spawn({ model: '/b.gguf', gpuLayers: 'all' }), NOW);
    const complete = (more: Partial<WorkerSpawn>) => shelf.complete(worker, spawn(more));
    expect(complete({ model: '/a.gguf' })).toEqual(spawn({ model: '/a.gguf', context: 64 }));
    expect(complete({ model: '/a.gguf', context: 128 }).context).toBe(128);
    expect(complete({})).toEqual(spawn({ model: '/b.gguf', gpuLayers: 'all' }));
    expect(complete({ model: '/c.gguf' })).toEqual(spawn({ model: '/c.gguf' }));
    expect(complete({ fresh: true })).toEqual(spawn({ fresh: true }));
    expect([await shelf.forget(worker), await shelf.forget(worker)]).toEqual([2, 0]);
    expect(complete({})).toEqual(spawn());
  });

  test('is bounded, the one that was used longest ago goes', async () => {
    const shelf = await SettingsShelf.open(await useTempDir());
    for (let index = 0; index <= 500; index += 1)
      await shelf.keep({ id: `w${index}` }, spawn({ context: index + 1 }), NOW);
    expect(shelf.list()).toHaveLength(500);
    expect(shelf.complete({ id: 'w0' }, spawn()).context).toBeUndefined();
  });

  test('is an error where the file cannot be read, and an entry that cannot be is left out', async () => {
    const folder = await useTempDir();
    const file = path.join(folder, 'settings.json');
    await writeFile(file, '{');
    expect(await rejectionOf(SettingsShelf.open(folder))).toMatchObject({ code: 'STATE_UNUSABLE' });
    await writeFile(file, JSON.stringify({ settings: [{ worker: 1 }, 'x'] }));
    expect((await SettingsShelf.open(folder)).list()).toEqual([]);
  });
});
