import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryStore, createRegistryApp, type WorkerMetadata, type WorkerRelease } from '../src/app.js';
import { tinyMetadata, tinyRecipe } from './worker-folder.js';

/** `tiny` has three versions, of which 1.3 was withdrawn; `gone` was withdrawn as a whole; `kit` has variants. */
const releases: WorkerRelease[] = [
  releaseOf({ ...tiny('1.10'), worker_type: 'CpuLlm' }),
  { ...releaseOf(tiny('1.9')), isFormer: true },
  { ...releaseOf({ ...tiny('1.3'), yanked: 'crashes' }), isFormer: true },
  releaseOf({ ...tiny('2'), id: 'gone', name: 'Gone', yanked: true }),
  releaseOf({
    ...tiny('1'),
    id: 'kit',
    name: 'Kit for pictures',
    platforms: ['linux', 'macos'],
    architectures: ['x86_64', 'aarch64'],
    variants: [
      { backend: 'cuda', platforms: ['linux'], architectures: ['x86_64'], requires: { cuda: '12.4' } },
      { backend: 'metal', platforms: ['macos'], architectures: ['aarch64'] },
    ],
  }),
];

function tiny(version: string): WorkerMetadata {
  return { ...(tinyMetadata as unknown as WorkerMetadata), version };
}

function releaseOf(metadata: WorkerMetadata): WorkerRelease {
  const pkgbuild = tinyRecipe.replace('1.2.3', metadata.version);
  return { metadata, pkgbuild, files: new Map([['fix.patch', new Uint8Array([0, 255])]]) };
}

const app = createRegistryApp({ store: createMemoryStore(releases), version: '9.8.7' });

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const CACHED = 'public, max-age=0, must-revalidate';
const ids = (...expected: string[]) => ({ workers: expected.map((id) => expect.objectContaining({ id })) });
const entry = (version: string, more: object = {}) => ({
  ...tiny(version),
  pkgbuild_url: `/workers/tiny/versions/${version}/PKGBUILD`,
  ...more,
});

/** Request, status, type, caching, body: the fixed interface first, then what was added to it. */
const TABLE: readonly [request: string, status: number, type: string, caching: string, body: unknown][] = [
  ['/health', 200, JSON_TYPE, 'no-store', { status: 'ok', service: 'worker-catalog', version: '9.8.7' }],
  ['/workers', 200, JSON_TYPE, CACHED, ids('kit', 'tiny')],
  ['/workers/tiny', 200, JSON_TYPE, CACHED, { ...tiny('1.10'), worker_type: 'CpuLlm' }],
  ['/workers/tiny/PKGBUILD', 200, TEXT_TYPE, CACHED, tinyRecipe.replace('1.2.3', '1.10')],
  ['/workers/tiny/files/fix.patch', 200, 'application/octet-stream', CACHED, '\0\uFFFD'],
  ['/workers/none', 404, JSON_TYPE, 'no-store', { error: 'Worker not found' }],
  ['/workers/none/PKGBUILD', 404, JSON_TYPE, 'no-store', { error: 'Worker not found' }],
  ['/workers/Tiny', 400, JSON_TYPE, 'no-store', { error: 'Malformed worker id' }],
  ['/workers/..%2f..%2fetc', 400, JSON_TYPE, 'no-store', { error: 'Malformed worker id' }],

  ['/workers/gone', 200, JSON_TYPE, CACHED, expect.objectContaining({ id: 'gone', yanked: true })],
  [
    '/workers/kit-cuda',
    200,
    JSON_TYPE,
    CACHED,
    expect.objectContaining({ id: 'kit-cuda', variant_of: 'kit' }),
  ],
  ['/workers/kit-cuda/PKGBUILD', 200, TEXT_TYPE, CACHED, tinyRecipe.replace('1.2.3', '1')],
  ['/workers/kit-metal/files/fix.patch', 200, 'application/octet-stream', CACHED, '\0\uFFFD'],

  ['/workers?platform=macos', 200, JSON_TYPE, CACHED, ids('kit')],
  ['/workers?platform=linux&arch=x86_64', 200, JSON_TYPE, CACHED, ids('kit', 'tiny')],
  ['/workers?platform=linux&arch=aarch64', 200, JSON_TYPE, CACHED, ids()],
  ['/workers?type=cpu', 200, JSON_TYPE, CACHED, ids('tiny')],
  ['/workers?type=CudaLlm', 200, JSON_TYPE, CACHED, ids('kit')],
  ['/workers?type=cuda&platform=macos', 200, JSON_TYPE, CACHED, ids()],
  ['/workers?q=PICTURES%20kit', 200, JSON_TYPE, CACHED, ids('kit')],
  ['/workers?q=kit-metal', 200, JSON_TYPE, CACHED, ids('kit')],
  ['/workers?q=nothing', 200, JSON_TYPE, CACHED, ids()],
  ['/workers?platform=&q=&other=1', 200, JSON_TYPE, CACHED, ids('kit', 'tiny')],
  ['/workers?platform=beos', 400, JSON_TYPE, 'no-store', badQuery('platform', 'linux, macos or windows')],
  ['/workers?platform=linux&platform=macos', 400, JSON_TYPE, 'no-store', badQuery('platform', 'it once')],
  ['/workers?arch=z80', 400, JSON_TYPE, 'no-store', badQuery('arch', 'x86_64 or aarch64')],
  [
    '/workers?type=%2F',
    400,
    JSON_TYPE,
    'no-store',
    badQuery('type', 'a worker type such as cpu, cuda or metal'),
  ],
  [
    `/workers?q=${'x'.repeat(101)}`,
    400,
    JSON_TYPE,
    'no-store',
    badQuery('q', 'words of at most 100 characters'),
  ],
  ['/workers?q=%00', 400, JSON_TYPE, 'no-store', badQuery('q', 'words of at most 100 characters')],

  [
    '/workers/tiny/versions',
    200,
    JSON_TYPE,
    CACHED,
    {
      id: 'tiny',
      current: '1.10',
      versions: [entry('1.10', { worker_type: 'CpuLlm' }), entry('1.9'), entry('1.3', { yanked: 'crashes' })],
    },
  ],
  ['/workers/gone/versions', 200, JSON_TYPE, CACHED, { id: 'gone', versions: [expect.anything()] }],
  ['/workers/none/versions', 404, JSON_TYPE, 'no-store', { error: 'Worker not found' }],
  ['/workers/tiny/versions/1.9', 200, JSON_TYPE, CACHED, entry('1.9')],
  ['/workers/tiny/versions/1.9/PKGBUILD', 200, TEXT_TYPE, CACHED, tinyRecipe.replace('1.2.3', '1.9')],
  ['/workers/tiny/versions/1.9/files/fix.patch', 200, 'application/octet-stream', CACHED, '\0\uFFFD'],
  ['/workers/tiny/versions/1.9/files/none', 404, JSON_TYPE, 'no-store', { error: 'File not found' }],
  ['/workers/tiny/versions/1.9/files/.x', 400, JSON_TYPE, 'no-store', { error: 'Malformed file name' }],
  ['/workers/tiny/versions/7', 404, JSON_TYPE, 'no-store', { error: 'Version not found' }],
  ['/workers/tiny/versions/..', 404, JSON_TYPE, 'no-store', { error: 'Not found' }],
  ['/workers/tiny/versions/1..2', 400, JSON_TYPE, 'no-store', { error: 'Malformed version' }],
  ['/workers/tiny/versions/%2e%2e%2f', 400, JSON_TYPE, 'no-store', { error: 'Malformed version' }],
  ['/workers/none/versions/1', 404, JSON_TYPE, 'no-store', { error: 'Worker not found' }],
  ['/', 404, JSON_TYPE, 'no-store', { error: 'Not found' }],
];

function badQuery(parameter: string, expected: string): object {
  return { error: `Bad query parameter "${parameter}": expected ${expected}`, parameter };
}

/** On every answer, whatever it is. */
const SECURITY = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

async function bodyOf(response: Response): Promise<unknown> {
  return response.headers.get('content-type') === JSON_TYPE ? response.json() : response.text();
}

describe('requests and answers', () => {
  test.each(TABLE)('GET %s is %i', async (...row) => {
    const [request, status, type, caching, body] = row;
    const response = await app.request(request);
    const headers = Object.fromEntries(response.headers);
    expect(response.status).toBe(status);
    expect(headers).toMatchObject({ ...SECURITY, 'content-type': type, 'cache-control': caching });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers.etag !== undefined).toBe(status === 200);
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    expect(headers['content-length']).toBe(String(bytes.byteLength));
    expect(await bodyOf(response)).toEqual(body);
  });

  test.each(TABLE)('HEAD %s has the headers and no body', async (request, status, type) => {
    const response = await app.request(request, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([status, '']);
    expect(response.headers.get('content-type')).toBe(type);
  });

  test.each(TABLE.filter(([, status, , caching]) => status === 200 && caching === CACHED))(
    'GET %s with its ETag is 304, also zipped',
    async (request) => {
      for (const encoding of ['identity', 'gzip']) {
        const headers = { 'accept-encoding': encoding };
        const etag = (await app.request(request, { headers })).headers.get('etag') ?? '';
        const again = await app.request(request, { headers: { ...headers, 'if-none-match': etag } });
        expect([again.status, await again.text()]).toEqual([304, '']);
        expect(again.headers.get('cache-control')).toBe(CACHED);
      }
    },
  );

  test.each(TABLE.filter(([, status, type]) => status === 200 && type !== 'application/octet-stream'))(
    'GET %s comes zipped to who takes it',
    async (request) => {
      const plain = await (await app.request(request)).text();
      const zipped = await app.request(request, { headers: { 'accept-encoding': 'br, gzip;q=0.5' } });
      expect([zipped.headers.get('content-encoding'), zipped.headers.get('vary')]).toEqual([
        'gzip',
        'Accept-Encoding',
      ]);
      expect(zipped.headers.get('etag')).toMatch(/^W\/"/);
      const bytes = Buffer.from(await zipped.arrayBuffer());
      expect(zipped.headers.get('content-length')).toBe(String(bytes.byteLength));
      expect(gunzipSync(bytes).toString()).toBe(plain);
      const refused = await app.request(request, { headers: { 'accept-encoding': 'gzip;q=0, *;q=0' } });
      expect(refused.headers.get('content-encoding')).toBeNull();
    },
  );

  test.each([...new Set(TABLE.filter(([, status]) => status === 200).map(([request]) => request))])(
    'other methods on %s are 405',
    async (request) => {
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        const response = await app.request(request, { method });
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
        expect(await response.json()).toEqual({ error: 'Method not allowed' });
      }
    },
  );
});

describe('the OpenAPI document', async () => {
  const document = (await (await app.request('/openapi.json')).json()) as OpenApi;
  const paths = Object.keys(document.paths);

  interface OpenApi {
    readonly openapi: string;
    readonly paths: Record<
      string,
      { get: { parameters?: Ref[]; responses: Record<string, ResponseSchema | Ref> } }
    >;
    readonly components: Record<string, Record<string, Record<string, unknown>>>;
  }
  interface Ref {
    readonly $ref: string;
  }
  interface ResponseSchema {
    readonly content?: Record<string, { schema: object }>;
  }

  function resolve<T extends object>(value: T | Ref): T {
    if (!('$ref' in value)) return value;
    const [, , kind = '', name = ''] = value.$ref.split('/');
    return document.components[kind]?.[name] as T;
  }

  /** A schema of the document as a checker, with what it refers to. */
  function checkerOf(schema: object): z.ZodType {
    const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
    return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
  }

  function pathOf(request: string): string | undefined {
    const { pathname } = new URL(request, 'http://registry');
    return paths.find((path) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname));
  }

  test('describes each route, and no other', () => {
    const routes = app.routes
      .filter(({ method, path }) => method === 'GET' && !path.includes('*'))
      .map(({ path }) => path.replace(/:(\w+)/g, '{$1}'));
    expect(document.openapi).toBe('3.1.0');
    expect(paths.toSorted()).toEqual(routes.toSorted());
  });

  test('names each parameter of a path', () => {
    for (const [path, { get }] of Object.entries(document.paths)) {
      const inPath = (get.parameters ?? []).map((each) =>
        resolve<{ name: string; in: string }>(each as never),
      );
      const names = inPath.filter((each) => each.in === 'path').map(({ name }) => name);
      expect(names).toEqual(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name));
    }
  });

  test('fits every answer of the table', async () => {
    let compared = 0;
    for (const [request, status, type] of TABLE) {
      const path = pathOf(request);
      if (path === undefined) continue;
      const described = document.paths[path]?.get.responses[String(status)];
      expect(described, `${request} ${status}`).toBeDefined();
      const content = resolve<ResponseSchema>(described as ResponseSchema).content ?? {};
      const schema = content[type.replace(/;.*/, '')]?.schema;
      expect(schema, `${request} ${type}`).toBeDefined();
      if (type !== JSON_TYPE) continue;
      const body: unknown = await (await app.request(request)).json();
      expect(checkerOf(schema ?? {}).safeParse(body).error, request).toBeUndefined();
      compared += 1;
    }
    expect(compared).toBeGreaterThan(30);
  });

  test('does not fit what is no answer', () => {
    const worker = checkerOf({ $ref: '#/components/schemas/Worker' });
    expect(worker.safeParse(tinyMetadata).success).toBe(true);
    for (const wrong of [{ platforms: ['beos'] }, { version: 1 }, { id: 'Tiny' }, { probe: 'maybe' }])
      expect(worker.safeParse({ ...tinyMetadata, ...wrong }).success).toBe(false);
  });
});
