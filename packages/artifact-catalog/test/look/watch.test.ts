import { renameSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  type CatalogEvent,
  FilesystemCatalog,
  type WatchOptions,
  type WorkerBinary,
  workerBinaryCodec,
} from '../../src/index.js';
import { openWorkers, readJson, stagedWorker, workerIn, writeRecord } from '../support/artifacts.js';

/** Longer than any test: what is told within it was noticed by what the system said. */
const NEVER_MS = 600_000;

describe('watch', () => {
  test('reports what is added, changed and removed', async () => {
    const catalog = await openWorkers();
    await catalog.add(workerIn(catalog, 'before'));
    const { told } = await startWatch(catalog, { pollIntervalMs: NEVER_MS });
    await catalog.add(workerIn(catalog, 'a/b'));
    await told({ type: 'artifact-add', id: 'a/b' });
    const staging = await stagedWorker(catalog);
    await catalog.promote(staging.path, workerIn(catalog, 'c'), { record: true });
    await told({ type: 'artifact-add', id: 'c' });
    await catalog.remove('before');
    await told({ type: 'artifact-remove', id: 'before' });
    await catalog.remove('c');
    await catalog.add({ ...workerIn(catalog, 'c'), version: '0.2.0' });
    await told({ type: 'artifact-change', id: 'c' }, { type: 'artifact-add', id: 'c' });
  });

  test('reports a record in a folder that was there, and of a staging folder that was not', async () => {
    const catalog = await openWorkers();
    await mkdir(path.join(catalog.folderOf('x'), 'bin'), { recursive: true });
    const { told } = await startWatch(catalog, { pollIntervalMs: NEVER_MS });
    await catalog.add(workerIn(catalog, 'x'));
    await told({ type: 'artifact-add', id: 'x' });
  });

  test('does not tell that an artifact was used, nor of what is unreadable', async () => {
    const catalog = await openWorkers();
    for (const id of ['x', 'y']) await catalog.add(workerIn(catalog, id));
    const { events, told } = await startWatch(catalog, { pollIntervalMs: 10 });
    for (let round = 0; round < 3; round += 1) await catalog.get('x');
    await writeRecord(catalog.folderOf('unreadable'), 'not JSON');
    await writeRecord(catalog.folderOf('y'), 'not JSON');
    await told({ type: 'artifact-remove', id: 'y' });
    expect(events).toStrictEqual([{ type: 'watch-start' }, { type: 'artifact-remove', id: 'y' }]);
  });

  test('finds by looking what the system does not tell', async () => {
    const catalog = await openWorkers();
    await catalog.add(workerIn(catalog, 'x'));
    const { told } = await startWatch(catalog, { pollIntervalMs: 20 });
    const record = JSON.stringify(await readJson(catalog.folderOf('x')));
    await writeRecord(catalog.folderOf('x'), record.replace('0.1.0', '0.9.0'));
    await told({ type: 'artifact-change', id: 'x' });
    await rm(path.join(catalog.folderOf('x'), 'metadata.json'));
    await told({ type: 'artifact-remove', id: 'x' });
  });

  test('tells quick changes as one and never misses the last state', { timeout: 30_000 }, async () => {
    const catalog = await openWorkers();
    const { events } = await startWatch(catalog, { pollIntervalMs: NEVER_MS });
    const ids = Array.from({ length: 8 }, (_, index) => `worker-${index}`);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(ids.map((id) => catalog.add(workerIn(catalog, id))));
      await Promise.all(ids.map((id) => catalog.remove(id)));
    }
    await Promise.all(ids.slice(0, 3).map((id) => catalog.add(workerIn(catalog, id))));
    await vi.waitFor(() => expect(stateAfter(events)).toStrictEqual(ids.slice(0, 3)), { timeout: 5_000 });
    await delay(200);
    expect(stateAfter(events)).toStrictEqual(ids.slice(0, 3));
    expect(events.length).toBeLessThan(8 * 8 + 4);
  });

  test('reports what came while it looked, after the folder was read', async () => {
    const { root } = await openWorkers();
    let isLooking = false;
    const decode = (stored: unknown) => {
      if (isLooking) renameSync(path.join(root, '@staging/late'), path.join(root, 'late'));
      isLooking = false;
      return workerBinaryCodec.decode(stored);
    };
    const catalog = await FilesystemCatalog.open({ root, codec: { ...workerBinaryCodec, decode } });
    const { told } = await startWatch(catalog, { pollIntervalMs: NEVER_MS });
    for (const id of ['late', ...Array.from({ length: 100 }, (_, index) => `x-${index}`)]) {
      const record = { artifact: workerBinaryCodec.encode(workerIn(catalog, id)) };
      await writeRecord(path.join(root, '@staging', id), record);
    }
    isLooking = true;
    for (let index = 0; index < 100; index += 1)
      renameSync(path.join(root, `@staging/x-${index}`), path.join(root, `x-${index}`));
    await told({ type: 'artifact-add', id: 'x-99' });
    await told({ type: 'artifact-add', id: 'late' });
  });

  test('ends with the reason of the signal, while it looks or waits', async () => {
    const catalog = await openWorkers();
    const reason = new Error('enough');
    const controller = new AbortController();
    const { watching } = await startWatch(catalog, { pollIntervalMs: NEVER_MS, signal: controller.signal });
    controller.abort(reason);
    expect(await rejectionOf(watching)).toBe(reason);
    const aborted = { signal: AbortSignal.abort(reason), onEvent: () => {} };
    expect(await rejectionOf(catalog.watch(aborted))).toBe(reason);
    const other = new AbortController();
    const onEvent = () => other.abort(reason);
    expect(await rejectionOf(catalog.watch({ signal: other.signal, onEvent }))).toBe(reason);
  });

  test('ends with what onEvent throws, and when the catalog goes', async () => {
    const catalog = await openWorkers();
    const mistake = new Error('mistake');
    const onEvent = () => {
      throw mistake;
    };
    expect(await rejectionOf(catalog.watch({ onEvent }))).toBe(mistake);
    const { watching } = await startWatch(catalog, { pollIntervalMs: 20 });
    await rename(catalog.root, path.join(await useTempDir(), 'gone'));
    expect(await rejectionOf(watching)).toMatchObject({ code: 'IO', cause: { code: 'ENOENT' } });
  });

  test('leaves nothing that keeps the process alive', async () => {
    const catalog = await openWorkers();
    const before = process.getActiveResourcesInfo().filter((name) => name.startsWith('FSEvent')).length;
    const controller = new AbortController();
    const { watching } = await startWatch(catalog, { signal: controller.signal });
    controller.abort();
    await rejectionOf(watching);
    await vi.waitFor(() =>
      expect(process.getActiveResourcesInfo().filter((name) => name.startsWith('FSEvent'))).toHaveLength(
        before,
      ),
    );
  });
});

async function startWatch(catalog: FilesystemCatalog<WorkerBinary>, options: Partial<WatchOptions>) {
  const events: CatalogEvent[] = [];
  const controller = new AbortController();
  const onEvent = (event: CatalogEvent) => events.push(event);
  const watching = catalog.watch({ signal: controller.signal, ...options, onEvent });
  watching.catch(() => undefined);
  onTestFinished(() => controller.abort());
  const told = (...either: CatalogEvent[]) =>
    vi.waitFor(
      () => {
        const { id } = either[0] as { id?: string };
        const last = events.findLast((event) => 'id' in event && event.id === id);
        expect(either).toContainEqual(last);
      },
      { timeout: 5_000 },
    );
  await vi.waitFor(() => expect(events).toStrictEqual([{ type: 'watch-start' }]));
  return { events, told, watching };
}

/** The ids that are there after the events. */
function stateAfter(events: readonly CatalogEvent[]): string[] {
  const ids = new Set<string>();
  for (const event of events) {
    if (event.type === 'artifact-add') ids.add(event.id);
    if (event.type === 'artifact-remove') ids.delete(event.id);
  }
  return [...ids].sort();
}
