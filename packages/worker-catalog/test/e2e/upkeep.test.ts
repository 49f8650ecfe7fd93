import { stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { listTree, startHttpServer } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import type { CatalogEvent } from '../../src/index.js';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

/** A catalog with a worker that has a source of 1000 bytes. */
async function catalogWithSource() {
  const sources = await startHttpServer({ '/notes.txt': { type: 'body', body: 'x'.repeat(1000) } });
  const lines = `source=(${sources.url}/notes.txt)\nsha256sums=(SKIP)`;
  const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines) } });
  const opened = await openTestCatalog(registry.url);
  return { ...opened, worker: await opened.catalog.provisionAndAdd('hello', opened.job()) };
}

test('what is taken on disk is told, and kept sources can go', async () => {
  const { catalog, root, worker } = await catalogWithSource();
  const record = await stat(path.join(root, worker.id, 'metadata.json'));
  const listing = await stat(path.join(root, worker.id, '.tree'));

  const usage = await catalog.diskUsage();

  expect(usage).toMatchObject({
    workers: [{ id: worker.id, bytes: worker.size + record.size + listing.size }],
    sources: { downloads: { count: 1, bytes: 1000 } },
    stagingBytes: 0,
  });
  expect(usage.cacheBytes).toBeGreaterThan(1000);
  expect(await catalog.verifyCache()).toEqual({ checked: 1, removed: [] });
  for (const file of await listTree(path.join(root, '@cache/sources'))) {
    await utimes(path.join(root, '@cache/sources', file), 0, 0);
  }
  expect((await catalog.pruneCache({ maxBytes: 0, dryRun: true })).removed).toHaveLength(1);
  expect(await catalog.pruneCache({ maxBytes: 0 })).toMatchObject({ freedBytes: 1000, keptBytes: 0 });
  expect((await catalog.diskUsage()).sources.downloads).toEqual({ count: 0, bytes: 0 });
  expect(await catalog.verify(worker.id)).toEqual({ verdict: 'intact' });
});

test('a watcher is told of an installation and of a removal', async () => {
  const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
  const { catalog, job } = await openTestCatalog(registry.url);
  const events: CatalogEvent[] = [];
  const controller = new AbortController();
  const seen = (type: CatalogEvent['type']) =>
    expect.poll(() => events.map((event) => event.type), { timeout: 10_000 }).toContain(type);
  const onEvent = (event: CatalogEvent) => events.push(event);
  const watching = catalog.watch({ onEvent, signal: controller.signal }).catch((error: unknown) => error);

  await seen('watch-start');
  const { id } = await catalog.provisionAndAdd('hello', job());
  await seen('artifact-add');
  await catalog.remove(id);
  await seen('artifact-remove');

  controller.abort('enough');
  expect(await watching).toBe('enough');
  expect(events).toEqual([
    { type: 'watch-start' },
    { type: 'artifact-add', id },
    { type: 'artifact-remove', id },
  ]);
});
