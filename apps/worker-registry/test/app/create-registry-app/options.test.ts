import { expect, test } from 'vitest';
import { createRequestLimiter } from '../../../src/app/limit-requests.js';
import {
  createMemoryStore,
  createRegistryApp,
  type RegistryAppOptions,
  type RequestRecord,
} from '../../../src/app.js';

const store = createMemoryStore([]);

function appWith(options: Partial<RegistryAppOptions>) {
  return createRegistryApp({ store, version: '1', ...options });
}

const from = (clientAddress: string) => [{}, { clientAddress }] as const;

test('pages of other origins may read only where they are allowed to', async () => {
  const headers = { origin: 'https://a.example' };
  const closed = await appWith({}).request('/workers', { headers });
  expect(closed.headers.get('access-control-allow-origin')).toBeNull();
  const app = appWith({ cors: ['https://a.example', 'https://b.example'] });
  const allowed = await app.request('/workers', { headers });
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    'access-control-allow-origin': 'https://a.example',
    'access-control-expose-headers': 'ETag,Retry-After',
    'cross-origin-resource-policy': 'cross-origin',
    vary: expect.stringContaining('Origin'),
  });
  const other = await app.request('/workers', { headers: { origin: 'https://c.example' } });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  const preflight = await app.request('/workers', {
    method: 'OPTIONS',
    headers: { ...headers, 'access-control-request-method': 'GET' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET,HEAD',
  ]);
  const any = await appWith({ cors: ['*'] }).request('/workers', { headers });
  expect(any.headers.get('access-control-allow-origin')).toBe('*');
});

test('a client that asks too often learns when it may retry; others and health are not', async () => {
  const app = appWith({ rateLimit: { requests: 2, perSeconds: 3600 } });
  const statuses = [];
  for (const client of ['1.2.3.4', '::ffff:1.2.3.4', '1.2.3.4', '1.2.3.5'])
    statuses.push((await app.request('/workers', ...from(client))).status);
  expect(statuses).toEqual([200, 200, 429, 200]);
  const refused = await app.request('/openapi.json', ...from('1.2.3.4'));
  expect(await refused.json()).toEqual({ error: 'Too many requests' });
  expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1700);
  expect((await app.request('/health', ...from('1.2.3.4'))).status).toBe(200);
  expect((await app.request('/workers')).status).toBe(200);
});

test('what a client may ask for comes back with time', () => {
  let now = 0;
  const take = createRequestLimiter({ requests: 2, perSeconds: 10 }, () => now);
  expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 5]);
  now = 4_999;
  expect(take('a')).toBe(1);
  now = 5_000;
  expect([take('a'), take('a')]).toEqual([0, 5]);
  now = 1_000_000;
  expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 5]);
});

test('a clock that is set back takes nothing away', () => {
  let now = 10_000;
  const take = createRequestLimiter({ requests: 2, perSeconds: 10 }, () => now);
  expect(take('a')).toBe(0);
  now = 0;
  expect([take('a'), take('a')]).toEqual([0, 5]);
});

test('an IPv6 network of one person counts as one client', () => {
  const take = createRequestLimiter({ requests: 1 }, () => 0);
  expect(take('2001:db8:0:1::1')).toBe(0);
  expect(take('2001:0DB8::1:ffff:0:0:2')).toBe(60);
  expect(take('2001:db8:0:2::1')).toBe(0);
  expect([take('::1'), take('0:0:0:0:0:0:0:2')]).toEqual([0, 60]);
});

test('of more clients than are remembered, the longest unseen is forgotten', () => {
  const take = createRequestLimiter({ requests: 1 }, () => 0);
  for (let client = 0; client < 10_000; client += 1) take(`c${client}`);
  expect([take('c0'), take('c1')]).toEqual([60, 60]);
  expect(take('new')).toBe(0);
  expect([take('c1'), take('c2')]).toEqual([60, 0]);
});

test('each request is reported once, without its query', async () => {
  const seen: RequestRecord[] = [];
  const app = appWith({ onRequest: (request) => seen.push(request) });
  await app.request('/workers?q=secret', ...from('1.2.3.4'));
  await app.request('/workers/x', { method: 'HEAD' });
  await app.request('/else/secret', { method: 'BREW' });
  const ms = expect.any(Number);
  expect(seen).toEqual([
    { method: 'GET', path: '/workers', route: '/workers', status: 200, ms, bytes: 14, client: '1.2.3.4' },
    { method: 'HEAD', path: '/workers/x', route: '/workers/:id', status: 404, ms, bytes: 0 },
    { method: 'OTHER', path: '/else/secret', route: 'unmatched', status: 404, ms, bytes: 21 },
  ]);
});

test('the metrics report requests by route and status, and of workers', async () => {
  const counts = () => ({ served: 3, refused: ['bad', 'a "b"\n'] });
  const app = appWith({ store: { ...store, counts }, version: '1.0"' });
  await app.request('/workers');
  await app.request('/workers/x');
  await app.request('/workers/y');
  await app.request('/what/a/client/wrote"\n');
  const response = await app.request('/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n');
  expect(lines.filter((line) => !line.startsWith('#') && !line.includes('duration'))).toEqual([
    'registry_info{version="1.0\\""} 1',
    'registry_workers_served 3',
    'registry_workers_refused 2',
    'registry_worker_refused{path="bad"} 1',
    'registry_worker_refused{path="a \\"b\\"\\n"} 1',
    'registry_http_requests_total{method="GET",route="/workers",status="200"} 1',
    'registry_http_requests_total{method="GET",route="/workers/:id",status="404"} 2',
    'registry_http_requests_total{method="GET",route="unmatched",status="404"} 1',
    '',
  ]);
  const buckets = lines.filter((line) => line.includes('_bucket{route="/workers/:id"'));
  const values = buckets.map((line) => Number(line.slice(line.lastIndexOf(' '))));
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(buckets.at(-1)).toBe(
    'registry_http_request_duration_seconds_bucket{route="/workers/:id",le="+Inf"} 2',
  );
  for (const line of lines.filter((each) => each !== '' && !each.startsWith('#')))
    expect(line).toMatch(/^[a-z_]+(?:\{[a-z]+="(?:\\.|[^"\\\n])*"(?:,[a-z]+="[^"\n]*")*\})? [0-9.e+-]+$/);
});

test('metrics can be left out', async () => {
  const app = appWith({ metrics: false });
  expect((await app.request('/metrics')).status).toBe(404);
  const document = (await (await app.request('/openapi.json')).json()) as { paths: object };
  expect(Object.keys(document.paths)).not.toContain('/metrics');
});

test('a cache may use an answer for as long as is said', async () => {
  const app = appWith({ maxAge: 300 });
  expect((await app.request('/workers')).headers.get('cache-control')).toBe(
    'public, max-age=300, must-revalidate',
  );
  expect((await app.request('/health')).headers.get('cache-control')).toBe('no-store');
});

test('a changed list is another document', async () => {
  let list: never[] = [];
  const app = appWith({ store: { ...store, list: async () => list } });
  const tag = async () => (await app.request('/workers')).headers.get('etag');
  const first = await tag();
  list = [{ id: 'a' } as never];
  expect(await (await app.request('/workers')).json()).toEqual({ workers: [{ id: 'a' }] });
  expect(await tag()).not.toBe(first);
});
