import { SourceFetchError } from '@rbee/source-fetcher';
import { expect, test } from 'vitest';
import { explainRefusal, licensedCredentials } from '../src/license.js';
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

test('the token goes to the named origins and nowhere else', () => {
  expect(licensedCredentials(WORKER, 's3cret', undefined)).toEqual({
    tokens: { 'https://downloads.example.org': 's3cret' },
  });
});

test('what else is signed in to stays, but the licence counts for its origins', () => {
  const tokens = { 'https://other.example.org': 'mine', 'https://downloads.example.org': 'mine' };
  expect(licensedCredentials(WORKER, 's3cret', { netrc: 'machine a', tokens })).toEqual({
    netrc: 'machine a',
    tokens: { 'https://other.example.org': 'mine', 'https://downloads.example.org': 's3cret' },
  });
});

test('a worker that needs no licence never sends it', () => {
  const free = { ...WORKER, requiresLicense: false };
  expect(licensedCredentials(free, 's3cret', undefined)).toBeUndefined();
  expect(licensedCredentials(WORKER, undefined, undefined)).toBeUndefined();
});

function refusedBy(origin: string, status: number): SourceFetchError {
  return new SourceFetchError({ code: 'HTTP_STATUS', message: 'refused', refusal: { origin, status } });
}

test.each([401, 403])('an answer of %d is explained as a refused token', (status) => {
  const cause = refusedBy('https://downloads.example.org', status);
  expect(explainRefusal(WORKER, cause)).toMatchObject({
    code: 'LICENSE_REFUSED',
    message: `https://downloads.example.org refused the licence token for premium: it answered ${status}.`,
    cause,
  });
});

test('any other failure stays what it is', () => {
  const others = [
    new Error('the request failed'),
    refusedBy('https://downloads.example.org', 404),
    refusedBy('https://downloads.example.org.evil.test', 401),
    refusedBy('https://downloads.example.org:8443', 401),
    refusedBy('http://downloads.example.org', 401),
  ];
  for (const error of others) expect(explainRefusal(WORKER, error)).toBe(error);
});
