import type { CachedSource } from '@rbee/worker-catalog';
import { expect, it } from 'vitest';
import { cachedText } from '../../../src/model/plan/cached-text.js';

it.each<[CachedSource, string | undefined]>([
  [{ state: 'whole', bytes: 96_000_000 }, '96 MB in the cache'],
  [{ state: 'part', bytes: 41_300_000 }, '41 MB of it in the cache'],
  [{ state: 'earlier' }, 'an earlier state in the cache'],
  [{ state: 'nothing' }, undefined],
])('%j is %s', (cached, text) => {
  expect(cachedText(cached)).toBe(text);
});
