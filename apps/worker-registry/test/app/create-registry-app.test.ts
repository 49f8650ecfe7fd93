import { describe, expect, test } from 'vitest';
import { createRegistryApp, type WorkerMetadata, type WorkerStore } from '../../src/index.js';
import { tinyMetadata, tinyRecipe } from '../worker-folder.js';

const metadata = tinyMetadata as unknown as WorkerMetadata;

const store: WorkerStore = {
  list: async () => [metadata],
  find: async (id) => (id === 'tiny' ? metadata : undefined),
  pkgbuild: async (id) => (id === 'tiny' ? tinyRecipe : undefined),
  file: async (id, name) =>
    id === 'tiny' && name === 'fix.patch' ? new Uint8Array([0, 255, 10]) : undefined,
};

const app = createRegistryApp({ store, version: '9.8.7' });

const found = [
  ['/health', 'application/json', '{"status":"ok","service":"worker-catalog","version":"9.8.7"}'],
  ['/workers', 'application/json', JSON.stringify({ workers: [tinyMetadata] })],
  ['/workers/tiny', 'application/json', JSON.stringify(tinyMetadata)],
  ['/workers/tiny/PKGBUILD', 'text/plain; charset=utf-8', tinyRecipe],
] as const;

describe('what is there', () => {
  test.each(found)('GET %s', async (path, type, body) => {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('etag')).toMatch(/^"[0-9a-f]{40}"$/);
    expect(await response.text()).toBe(body);
  });

  test('a file is served byte for byte', async () => {
    const response = await app.request('/workers/tiny/files/fix.patch');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 10]));
  });

  test.each([...found.map(([path]) => path), '/workers/tiny/files/fix.patch'])(
    'GET %s again with its ETag is 304',
    async (path) => {
      const tag = (await app.request(path)).headers.get('etag') ?? '';
      const same = await app.request(path, { headers: { 'if-none-match': `"other", W/${tag}` } });
      expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', tag]);
      expect(same.headers.get('x-content-type-options')).toBe('nosniff');
      const changed = await app.request(path, { headers: { 'if-none-match': '"other"' } });
      expect(changed.status).toBe(200);
    },
  );

  test('HEAD answers the headers of GET without a body', async () => {
    const response = await app.request('/workers/tiny/PKGBUILD', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});

describe('what is refused', () => {
  const long = 'x'.repeat(129);
  test.each([
    ['/workers/other', 404, 'Worker not found'],
    ['/workers/other/PKGBUILD', 404, 'Worker not found'],
    ['/workers/other/files/fix.patch', 404, 'Worker not found'],
    ['/workers/tiny/files/none', 404, 'File not found'],
    ['/workers/Tiny', 400, 'Malformed worker id'],
    ['/workers/a..b', 400, 'Malformed worker id'],
    ['/workers/..%2ftiny', 400, 'Malformed worker id'],
    ['/workers/%00', 400, 'Malformed worker id'],
    ['/workers/%zz', 400, 'Malformed worker id'],
    [`/workers/${long}`, 400, 'Malformed worker id'],
    ['/workers/-tiny/PKGBUILD', 400, 'Malformed worker id'],
    ['/workers/Tiny/files/fix.patch', 400, 'Malformed worker id'],
    ['/workers/tiny/files/..%2fworker.json', 400, 'Malformed file name'],
    ['/workers/tiny/files/.hidden', 400, 'Malformed file name'],
    [`/workers/tiny/files/${long}`, 400, 'Malformed file name'],
    ['/', 404, 'Not found'],
    ['/workers/', 404, 'Not found'],
    ['/workers/tiny/files', 404, 'Not found'],
    ['/workers/tiny/files/a/b', 404, 'Not found'],
  ])('GET %s is %i', async (path, status, error) => {
    const response = await app.request(path);
    expect([response.status, await response.json()]).toEqual([status, { error }]);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('etag')).toBeNull();
  });

  test('an error is not hidden by If-None-Match', async () => {
    const response = await app.request('/workers/other', { headers: { 'if-none-match': '*' } });
    expect(response.status).toBe(404);
  });

  test.each([
    '/health',
    '/workers',
    '/workers/tiny',
    '/workers/tiny/PKGBUILD',
    '/workers/tiny/files/fix.patch',
  ])('POST %s is 405', async (path) => {
    const response = await app.request(path, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toEqual([405, { error: 'Method not allowed' }]);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

test('a failing store is a 500 whose error only the owner sees', async () => {
  const errors: Error[] = [];
  const failing = createRegistryApp({
    store: { ...store, list: () => Promise.reject(new Error('the disk is at /secret')) },
    version: '1',
    onError: (error) => errors.push(error),
  });
  const response = await failing.request('/workers');
  expect([response.status, await response.json()]).toEqual([500, { error: 'Internal error' }]);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(errors.map((error) => error.message)).toEqual(['the disk is at /secret']);
});
