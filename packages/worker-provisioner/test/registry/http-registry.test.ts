import { rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { createHttpRegistry } from '../../src/registry/http-registry.js';
import { createRegistryList } from '../../src/registry/registry-list.js';

function entry(id: string, further: object = {}): string {
  return JSON.stringify({ ...ENTRY, id, ...further });
}
const ENTRY = { name: 'Worker', version: '1', platforms: ['linux'], architectures: ['x86_64'] };

function body(text: string, status = 200) {
  return { type: 'body' as const, body: text, status };
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

describe('find', () => {
  test('reads a worker, its recipe and its files', async () => {
    const { url, requests } = await startHttpServer({
      '/base/workers/tool': body(entry('tool')),
      '/base/workers/tool/PKGBUILD': body('pkgname=tool\n'),
      '/base/workers/tool/files/a%20b%2B.patch': body('diff'),
    });
    const registry = createHttpRegistry({ url: `${url}/base/` });
    const [worker] = await registry.find('tool');
    expect(registry.origin).toBe(`${url}/base`);
    expect(await registry.pkgbuild(worker)).toBe('pkgname=tool\n');
    expect(Buffer.from(await registry.file(worker, 'a b+.patch')).toString()).toBe('diff');
    expect(requests.length).toBe(3);
  });

  test('asks for a key by its fingerprint, and knows that there may be none', async () => {
    const [there, none, broken] = ['A', 'B', 'C'].map((digit) => digit.repeat(40)) as [
      string,
      string,
      string,
    ];
    const { url } = await startHttpServer({
      '/workers/tool': body(entry('tool')),
      [`/workers/tool/files/${there}.asc`]: body('the key'),
      [`/workers/tool/files/${broken}.asc`]: body('', 400),
    });
    const registry = createRegistryList([createHttpRegistry({ url })]);
    const [worker] = await registry.find('tool');
    expect(textOf(await registry.key?.(worker, there))).toBe('the key');
    expect(await registry.key?.(worker, none)).toBeUndefined();
    expect(await rejectionOf(Promise.resolve(registry.key?.(worker, broken)))).toMatchObject({
      code: 'REGISTRY_STATUS',
    });
  });

  test('finds a variant of an entry with several', async () => {
    const variants = [{ backend: 'cpu' }, { backend: 'cuda', architectures: ['aarch64'] }];
    const { url } = await startHttpServer({
      '/workers': body(`{"workers":[${entry('tool', { variants })}]}`),
      '/workers/tool-cuda/PKGBUILD': body('recipe'),
    });
    const registry = createHttpRegistry({ url });
    const [worker] = await registry.find('tool-cuda');
    expect(worker).toMatchObject({ id: 'tool-cuda', architectures: ['aarch64'] });
    expect(await registry.pkgbuild(worker)).toBe('recipe');
  });

  test('answers the variants that a name stands for, and reads the list once', async () => {
    const variants = [{ backend: 'cpu' }, { backend: 'cuda' }];
    const list = [entry('tool', { variants }), entry('other-cpu'), entry('other-cpu-x'), entry('lone')];
    const { url, requests } = await startHttpServer({ '/workers': body(`{"workers":[${list.join(',')}]}`) });
    const registry = createHttpRegistry({ url });
    const idsOf = async (id: string) => (await registry.find(id)).map((worker) => worker.id);
    expect(await idsOf('tool')).toEqual(['tool-cpu', 'tool-cuda']);
    expect(requests.map(({ path }) => path)).toEqual(['/workers/tool', '/workers']);
    expect(await idsOf('other')).toEqual(['other-cpu']);
    expect(await idsOf('lone')).toEqual(['lone']);
  });

  test('tells a missing worker apart even where the registry has no list', async () => {
    const { url } = await startHttpServer({});
    expect(await rejectionOf(createHttpRegistry({ url }).find('tool'))).toMatchObject({
      code: 'WORKER_NOT_FOUND',
      hint: 'It lists no workers.',
    });
  });
});

describe('pkgbuild', () => {
  test('follows a pkgbuild_url of the same origin', async () => {
    const { url } = await startHttpServer({
      '/workers/tool': body(entry('tool', { pkgbuild_url: '/recipes/tool' })),
      '/recipes/tool': body('recipe'),
    });
    const registry = createHttpRegistry({ url });
    expect(await registry.pkgbuild((await registry.find('tool'))[0])).toBe('recipe');
  });

  test('does not follow one to another origin', async () => {
    const other = await startHttpServer({ '/x': body('evil') });
    const { url } = await startHttpServer({
      '/workers/tool': body(entry('tool', { pkgbuild_url: `${other.url}/x` })),
    });
    const registry = createHttpRegistry({ url });
    expect(
      await rejectionOf(registry.find('tool').then(([worker]) => registry.pkgbuild(worker))),
    ).toMatchObject({
      code: 'REGISTRY_INVALID',
      message: expect.stringContaining("tool's pkgbuild_url leads to another origin"),
    });
    expect(other.requests).toEqual([]);
  });

  test.each([
    ['\uFEFF\xff', 'it is not UTF-8 text'],
    ['x'.repeat(1024 * 1024 + 1), 'could not be read'],
  ])('refuses what is not a PKGBUILD (%#)', async (text, problem) => {
    const { url } = await startHttpServer({
      '/workers/tool': body(entry('tool')),
      '/workers/tool/PKGBUILD': { type: 'body', body: Buffer.from(text, 'latin1') },
    });
    const registry = createHttpRegistry({ url });
    const [worker] = await registry.find('tool');
    expect(await rejectionOf(registry.pkgbuild(worker))).toMatchObject({
      code: 'REGISTRY_INVALID',
      message: expect.stringContaining(problem),
    });
  });
});

test.each(['localhost:8787', 'ftp://host/', '', 'file:///x'])('%j is not a registry', (url) => {
  expect(() => createHttpRegistry({ url })).toThrow(expect.objectContaining({ code: 'REGISTRY_INVALID' }));
});

test('a password in the URL is in no message', async () => {
  const error = await rejectionOf(createHttpRegistry({ url: 'http://user:s3cret@127.0.0.1:9' }).list());
  expect(error).toMatchObject({ message: expect.not.stringContaining('s3cret') });
});
