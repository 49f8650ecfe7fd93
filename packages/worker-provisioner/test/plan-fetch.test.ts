import { parseSource } from '@rbee/pkgbuild-parser';
import { expect, test } from 'vitest';
import { planFetch } from '../src/plan-fetch.js';

test.each([
  ['git+https://host/a.git#branch=main', 'SKIP', true],
  ['git+https://host/a.git', 'SKIP', true],
  ['git+https://host/a.git#tag=v1', 'SKIP', false],
  ['git+https://host/a.git#commit=abc', 'SKIP', false],
  ['hg+https://host/a#revision=3', 'SKIP', false],
  ['https://host/a.tar.gz', 'SKIP', true],
  ['https://host/a.tar.gz', 'a'.repeat(64), false],
  ['a.patch', 'SKIP', false],
])('%s with %s may move: %s', (entry, sum, mayMove) => {
  const request = { source: parseSource(entry), checksums: { sha256: sum }, noExtract: false };
  expect({ mayMove: false, ...planFetch(request) }).toMatchObject({
    mayMove,
    verified: sum === 'SKIP' ? 'skipped' : 'checksum',
  });
});

test('shows no password', () => {
  const source = parseSource('https://me:secret@host/a');
  expect(planFetch({ source, checksums: { sha256: 'SKIP' }, noExtract: false }).url).not.toContain('secret');
});
