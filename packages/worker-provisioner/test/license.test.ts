import { expect, test } from 'vitest';
import { licensedFetch } from '../src/license.js';
import type { WorkerMetadata } from '../src/types.js';

const WORKER: WorkerMetadata = {
  id: 'premium',
  name: 'Premium',
  version: '1',
  platforms: ['linux'],
  architectures: ['x86_64'],
  depends: [],
  requiresLicense: true,
  licenseOrigins: ['https://downloads.example.org'],
};

async function authorizationFor(url: string, worker = WORKER): Promise<string | null> {
  let seen: Headers | undefined;
  const { fetch } = licensedFetch(worker, 's3cret', async (_input, init) => {
    seen = new Headers(init?.headers);
    return new Response();
  });
  await fetch(url);
  return seen?.get('authorization') ?? null;
}

test('the token goes to the named origins and nowhere else', async () => {
  expect(await authorizationFor('https://downloads.example.org/a')).toBe('Bearer s3cret');
  expect(await authorizationFor('http://downloads.example.org/a')).toBeNull();
  expect(await authorizationFor('https://downloads.example.org.evil.test/a')).toBeNull();
  expect(await authorizationFor('https://downloads.example.org:8443/a')).toBeNull();
});

test('a worker that needs no licence never sends it', async () => {
  expect(
    await authorizationFor('https://downloads.example.org/a', { ...WORKER, requiresLicense: false }),
  ).toBeNull();
});

test.each([401, 403])('an answer of %d is explained as a refused token', async (status) => {
  const { fetch, explain } = licensedFetch(WORKER, 's3cret', async () => new Response(null, { status }));
  const cause = new Error('the request failed');
  expect(explain(cause)).toBe(cause);
  await fetch('https://downloads.example.org/a');
  expect(explain(cause)).toMatchObject({
    code: 'LICENSE_REFUSED',
    message: `https://downloads.example.org refused the licence token for premium: it answered ${status}.`,
    cause,
  });
});
