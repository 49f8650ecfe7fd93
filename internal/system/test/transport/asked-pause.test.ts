import { expect, test } from 'vitest';
import { askedPause } from '../../src/transport/index.js';

test.each([
  [null, undefined],
  ['soon', undefined],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
  ['-1', 0],
])('Retry-After %j', (header, expected) => {
  expect(
    askedPause(new Headers(header === null ? {} : { 'retry-after': header }), Date.UTC(2026, 0, 2)),
  ).toBe(expected);
});

test.each([
  ['"resolvers";r=0;t=55', 55_000],
  ['"api";r=12;t=55', undefined],
  ['"api";r=3;t=10, "resolvers";r=0;t=7', 7_000],
  ['"resolvers";r=0;t=99999999999', undefined],
  ['nonsense', undefined],
])('RateLimit: %s', (ratelimit, expected) => {
  expect(askedPause(new Headers({ ratelimit }), 0)).toBe(expected);
});
