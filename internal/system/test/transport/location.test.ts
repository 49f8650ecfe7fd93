import { expect, test } from 'vitest';
import { encodeLocation } from '../../src/transport/index.js';

test.each([
  ['/t/\u00e9', '/t/%E9'],
  ['/t/\u00c3\u00bc?y=\u00ff', '/t/%C3%BC?y=%FF'],
  ['/t/a\\b', '/t/a%5Cb'],
  ['/t/%c3%bc#x', '/t/%c3%bc#x'],
  ['/t/a b|c', '/t/a b|c'],
])('%j is %j', (location, encoded) => {
  expect(encodeLocation(location)).toBe(encoded);
});
