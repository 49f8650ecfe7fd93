import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, tinyGguf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { isModelCatalogError, ModelCatalog, modelEventSchema } from '../src/index.js';
import { useCatalog, useHub } from './support.js';

const model = tinyGguf();
const repositories = { 'org/tiny': { files: { 'tiny-Q4_K_M.gguf': model } } };

describe('a cancelled pull', () => {
  test('ends within a second, leaves nothing in its place, and is resumed by the next one', {
    timeout: 10_000,
  }, async () => {
    const { catalog, call, root } = await useHub({
      repositories,
      behaveCdn: ({ path: asked }) => (asked.endsWith('=1') ? { type: 'stall', after: 100_000 } : undefined),
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    let cancelledAt = 0;
    const error = await rejectionOf(
      catalog.provisionAndAdd('hf:org/tiny', {
        ...call,
        signal: controller.signal,
        onEvent(event) {
          if (event.type !== 'file-progress' || event.receivedBytes < 100_000 || cancelledAt > 0) return;
          cancelledAt = performance.now();
          controller.abort(reason);
        },
      }),
    );
    expect(performance.now() - cancelledAt).toBeLessThan(1_000);
    expect(error).toBe(reason);
    expect(await readdir(path.join(root, '@staging'))).toStrictEqual([]);
    expect(await catalog.count()).toBe(0);
    expect((await catalog.plan('hf:org/tiny')).disk.neededBytes).toBe(model.length - 100_000);
    expect((await catalog.diskUsage()).partialBytes).toBeGreaterThan(0);
    const entry = await catalog.provisionAndAdd('hf:org/tiny', call);
    expect(await catalog.verify(entry.id)).toMatchObject({ verdict: 'intact' });
  });

  test.each([
    'plan',
    'search',
    'list',
    'get',
    'verify',
    'remove',
    'contains',
    'count',
    'prune',
    'diskUsage',
  ] as const)('%s rejects with the reason of a signal that is aborted', async (method) => {
    const { catalog } = await useCatalog();
    const reason = new Error('enough');
    const options = { signal: AbortSignal.abort(reason) };
    const calls = {
      plan: () => catalog.plan('hf:a/b', options),
      search: () => catalog.search('x', options),
      list: () => catalog.list(options),
      get: () => catalog.get('x', options),
      verify: () => catalog.verify('x', options),
      remove: () => catalog.remove('x', options),
      contains: () => catalog.contains('x', options),
      count: () => catalog.count(options),
      prune: () => catalog.prune(options),
      diskUsage: () => catalog.diskUsage(options),
    };
    expect(await rejectionOf(calls[method]())).toBe(reason);
  });
});

describe('two that want the same model', () => {
  test('fetch it once', async () => {
    const { hub, catalog, call, root } = await useHub({ repositories });
    const other = await ModelCatalog.open({ root, huggingFace: { endpoint: hub.url } });
    const [first, second] = await Promise.all([
      catalog.provisionAndAdd('hf:org/tiny', call),
      other.provisionAndAdd('hf:org/tiny', { jobId: 'job-2' }),
    ]);
    expect(second).toStrictEqual(first);
    expect(hub.cdn.requests).toHaveLength(1);
  });

  test('one that does not want to wait is told so', async () => {
    const { hub, catalog, call, root } = await useHub({
      repositories,
      behaveCdn: () => ({ type: 'stall', after: 10 }),
    });
    const controller = new AbortController();
    const first = rejectionOf(catalog.provisionAndAdd('hf:org/tiny', { ...call, signal: controller.signal }));
    await hub.cdn.arrived(1);
    const other = await ModelCatalog.open({ root, huggingFace: { endpoint: hub.url } });
    await expect(other.provisionAndAdd('hf:org/tiny', { jobId: '2', wait: false })).rejects.toMatchObject({
      code: 'BUSY',
    });
    controller.abort();
    await first;
  });
});

describe('the keeping of models', () => {
  test('what was changed, removed or replaced is found', async () => {
    const { catalog, call } = await useHub({ repositories });
    const entry = await catalog.provisionAndAdd('hf:org/tiny', call);
    const bytes = Buffer.from(model);
    bytes[bytes.length - 1] = 7;
    await writeFile(entry.path, bytes);
    expect(await catalog.verify(entry.id)).toStrictEqual({
      id: entry.id,
      verdict: 'changed',
      differences: [{ file: 'tiny-Q4_K_M.gguf', kind: 'content' }],
    });
    await writeFile(entry.path, 'short');
    expect(await catalog.verify(entry.id)).toMatchObject({ differences: [{ kind: 'size' }] });
    await catalog.remove(entry.id);
    await expect(catalog.verify(entry.id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      name: 'ModelCatalogError',
    });
  });

  test('prune removes nothing but abandoned downloads unless it is asked to', async () => {
    const { catalog, call, folder } = await useCatalog();
    for (const name of ['a.gguf', 'b.gguf', 'c.gguf']) {
      await writeFile(path.join(folder, name), model);
      await catalog.provisionAndAdd(path.join(folder, name), call);
    }
    await writeFile(path.join(folder, 'ref.gguf'), model);
    await catalog.provisionAndAdd(path.join(folder, 'ref.gguf'), { ...call, storage: 'reference' });
    expect(await catalog.prune()).toStrictEqual({ models: [], modelBytes: 0, partials: 0, partialBytes: 0 });
    await catalog.get('a.gguf');
    const bound = { maxBytes: model.length, dryRun: true };
    expect((await catalog.prune(bound)).models.toSorted()).toStrictEqual(['b.gguf', 'c.gguf']);
    expect(await catalog.count()).toBe(4);
    expect(await catalog.prune({ ...bound, dryRun: false })).toMatchObject({ modelBytes: 2 * model.length });
    expect((await catalog.list()).map(({ id }) => id)).toStrictEqual(['a.gguf', 'ref.gguf']);
    expect(await catalog.prune({ maxAgeMilliseconds: 3_600_000 })).toMatchObject({ models: [] });
  });

  test('a download that was given up goes with time', async () => {
    const { catalog, call, root } = await useHub({
      repositories,
      behaveCdn: () => ({ type: 'stall', after: 50_000 }),
    });
    const controller = new AbortController();
    const onEvent = ({ type }: { type: string }) => type === 'file-progress' && controller.abort();
    await rejectionOf(
      catalog.provisionAndAdd('hf:org/tiny', { ...call, signal: controller.signal, onEvent }),
    );
    const [left = ''] = await readdir(path.join(root, '@downloads'));
    expect(await catalog.prune()).toMatchObject({ partials: 0 });
    await utimes(path.join(root, '@downloads', left, 'data'), 1, 1);
    expect(await catalog.prune()).toMatchObject({ partials: 1 });
    expect(await readdir(path.join(root, '@downloads'))).toStrictEqual([]);
  });
});

describe('the interface', () => {
  test.each([
    [{ token: 'x' }, 'Unrecognized key: "token"'],
    [{ huggingFace: { endpoint: 'ftp://x' } }, 'huggingFace.endpoint'],
    [{ root: 5 }, 'root'],
  ])('options %j are refused with %s', async (options, message) => {
    const error = await rejectionOf(ModelCatalog.open(options as object));
    expect(isModelCatalogError(error) && [error.code, error.message.includes(message)]).toStrictEqual([
      'INVALID_OPTIONS',
      true,
    ]);
  });

  test('every event is one of the schema', async () => {
    const { catalog, call, events } = await useHub({ repositories });
    await catalog.provisionAndAdd('hf:org/tiny', call);
    expect(events.length).toBeGreaterThan(8);
    for (const event of events) expect(modelEventSchema.parse(event)).toStrictEqual(event);
  });

  test('what onEvent throws ends the call, unchanged, and leaves nothing', async () => {
    const { catalog, call, root } = await useHub({ repositories });
    const thrown = new Error('mine');
    const onEvent = ({ type }: { type: string }) => {
      if (type === 'file-end') throw thrown;
    };
    expect(await rejectionOf(catalog.provisionAndAdd('hf:org/tiny', { ...call, onEvent }))).toBe(thrown);
    expect(await readdir(path.join(root, '@staging'))).toStrictEqual([]);
    expect(await catalog.count()).toBe(0);
  });
});
