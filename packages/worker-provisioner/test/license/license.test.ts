import { SourceFetchError } from '@rbee/source-fetcher';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { describe, expect, test } from 'vitest';
import {
  explainRefusal,
  type License,
  type LicenseTrust,
  licensedCredentials,
  licenseOriginsOf,
  licenseProblem,
} from '../../src/license/license.js';

const WORKER: WorkerMetadata = {
  id: 'premium',
  name: 'Premium',
  version: '1',
  platforms: ['linux'],
  architectures: ['x86_64'],
  depends: [],
  makedepends: [],
  requiresLicense: true,
  licenseOrigins: ['https://downloads.example.org'],
};

const ORIGIN = 'https://downloads.example.org';
const TRUSTED: License = { token: 's3cret', origins: [{ origin: ORIGIN, trustedBy: 'registry' }] };

describe('who vouches for an origin', () => {
  const licenseTrust = (user: string[], named: 'any' | string[]): LicenseTrust => ({
    licenseOrigins: user,
    registry: { localSources: 'none', licenseOrigins: named },
  });

  test.each<[string, LicenseTrust, string]>([
    [ORIGIN, licenseTrust([], []), 'none'],
    [ORIGIN, licenseTrust(['https://example.org'], ['https://example.org']), 'none'],
    [`${ORIGIN}:8443`, licenseTrust([ORIGIN], [ORIGIN]), 'none'],
    [ORIGIN, licenseTrust([ORIGIN], []), 'user'],
    [ORIGIN, licenseTrust([], 'any'), 'registry'],
    [ORIGIN, licenseTrust([], [ORIGIN]), 'registry'],
    ['http://downloads.example.org', licenseTrust(['http://downloads.example.org'], 'any'), 'none'],
    ['http://127.0.0.1:80', licenseTrust([], 'any'), 'registry'],
  ])('of %s (%j) is %s', (origin, trust, trustedBy) => {
    expect(licenseOriginsOf({ ...WORKER, licenseOrigins: [origin] }, trust)).toEqual([{ origin, trustedBy }]);
  });

  test('is none for a worker that needs no licence', () => {
    expect(licenseOriginsOf({ ...WORKER, requiresLicense: false }, licenseTrust([ORIGIN], 'any'))).toEqual(
      [],
    );
  });
});

describe('a licensed worker', () => {
  test('is refused while one of its origins is not trusted', () => {
    const origins: License['origins'] = [
      ...TRUSTED.origins,
      { origin: 'https://evil.example', trustedBy: 'none' },
    ];
    expect(licenseProblem(WORKER, { token: 's3cret', origins })).toMatchObject({
      code: 'LICENSE_ORIGIN_UNTRUSTED',
      message: expect.stringContaining('https://evil.example'),
      origins: ['https://evil.example'],
    });
    expect(licenseProblem(WORKER, TRUSTED)).toBeUndefined();
  });

  test('is refused without a token', () => {
    expect(licenseProblem(WORKER, { ...TRUSTED, token: undefined })).toMatchObject({
      code: 'LICENSE_REQUIRED',
    });
  });
});

test('the token goes to the trusted origins and nowhere else', () => {
  const origins: License['origins'] = [
    ...TRUSTED.origins,
    { origin: 'https://evil.example', trustedBy: 'none' },
  ];
  expect(licensedCredentials({ token: 's3cret', origins }, undefined)).toEqual({
    tokens: { [ORIGIN]: 's3cret' },
  });
});

test('what else is signed in to stays, but the licence counts for its origins', () => {
  const tokens = { 'https://other.example.org': 'mine', 'https://downloads.example.org': 'mine' };
  expect(licensedCredentials(TRUSTED, { netrc: 'machine a', tokens })).toEqual({
    netrc: 'machine a',
    tokens: { 'https://other.example.org': 'mine', 'https://downloads.example.org': 's3cret' },
  });
});

test('without a token, or an origin for it, the credentials stay as they are', () => {
  expect(licensedCredentials({ token: 's3cret', origins: [] }, undefined)).toBeUndefined();
  expect(licensedCredentials({ ...TRUSTED, token: undefined }, undefined)).toBeUndefined();
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
