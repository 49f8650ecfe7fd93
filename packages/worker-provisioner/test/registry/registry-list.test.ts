import { rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { RegistryEvent } from '../../src/registry/events.js';
import { createHttpRegistry } from '../../src/registry/http-registry.js';
import { createRegistryList } from '../../src/registry/registry-list.js';

function entry(id: string, version: string): string {
  return JSON.stringify({ id, name: id, version, platforms: ['linux'], architectures: ['x86_64'] });
}

async function registryOf(...workers: [id: string, version: string][]) {
  const entries = workers.map(([id, version]) => entry(id, version));
  const { url } = await startHttpServer({
    '/workers': { type: 'body', body: `{"workers":[${entries.join(',')}]}` },
    ...Object.fromEntries(
      workers.flatMap(([id, version]) => [
        [`/workers/${id}`, { type: 'body', body: entry(id, version) }],
        [`/workers/${id}/PKGBUILD`, { type: 'body', body: `# ${version}` }],
        [`/workers/${id}/files/a`, { type: 'body', body: version }],
      ]),
    ),
  });
  return createHttpRegistry({ url });
}

const down = createHttpRegistry({ url: 'http://127.0.0.1:9' });

describe('several registries', () => {
  test('are asked in order of preference, each for the recipes of its own workers', async () => {
    const first = await registryOf(['a', '1']);
    const second = await registryOf(['a', '2'], ['b', '2']);
    const both = createRegistryList([first, second]);
    const { workers } = await both.list();
    expect(workers.map(({ id, version }) => `${id} ${version}`)).toEqual(['a 1', 'b 2']);
    for (const [id, version, owner] of [
      ['a', '1', first],
      ['b', '2', second],
    ] as const) {
      const [worker] = await both.find(id);
      expect(await both.pkgbuild(worker)).toBe(`# ${version}`);
      expect(Buffer.from(await both.file(worker, 'a')).toString()).toBe(version);
      expect(both.originOf?.(worker)).toBe(owner.origin);
    }
  });

  test('give the variants of all of them, each from the first that has it; an exact id counts before', async () => {
    const first = await registryOf(['a-cpu', '1']);
    const second = await registryOf(['a-cpu', '2'], ['a-cuda', '2']);
    const both = createRegistryList([first, second]);
    const found = await both.find('a');
    expect(found.map(({ id, version }) => `${id} ${version}`)).toEqual(['a-cpu 1', 'a-cuda 2']);
    expect(found.map((worker) => both.originOf?.(worker))).toEqual([first.origin, second.origin]);
    const exact = await createRegistryList([first, await registryOf(['a', '3'])]).find('a');
    expect(exact.map(({ version }) => version)).toEqual(['3']);
  });

  test('pass over one that is down, and say so', async () => {
    const up = await registryOf(['a', '1']);
    const events: RegistryEvent[] = [];
    const call = { onEvent: (event: RegistryEvent) => events.push(event) };
    const both = createRegistryList([down, up]);
    expect((await both.find('a', call))[0].version).toBe('1');
    expect((await both.list(call)).workers.length).toBe(1);
    const skipped = {
      type: 'registry-skipped',
      origin: down.origin,
      reason: expect.stringContaining('could not be read'),
    };
    expect(events).toEqual([skipped, skipped]);
  });

  test('a worker that no registry has is missing only if all could be asked', async () => {
    const up = await registryOf(['a', '1']);
    expect(await rejectionOf(createRegistryList([up, up]).find('x'))).toMatchObject({
      code: 'WORKER_NOT_FOUND',
    });
    expect(await rejectionOf(createRegistryList([up, down]).find('x'))).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
    expect(await rejectionOf(createRegistryList([down, down]).list())).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
    expect(await rejectionOf(createRegistryList([]).find('x'))).toMatchObject({ code: 'WORKER_NOT_FOUND' });
    expect(await createRegistryList([]).list()).toEqual({ workers: [], problems: [] });
  });

  test('a cancellation is not taken for a registry that is down', async () => {
    const up = await registryOf(['a', '1']);
    const signal = AbortSignal.abort('enough');
    expect(await rejectionOf(createRegistryList([down, up]).find('a', { signal }))).toBe('enough');
  });
});
