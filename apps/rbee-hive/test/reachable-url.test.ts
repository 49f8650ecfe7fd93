import { expect, test } from 'vitest';
import { reachableUrl } from '../src/reachable-url.js';

test.each([
  ['http://127.0.0.1:7835', 'http://127.0.0.1:7835'],
  ['http://0.0.0.0:7835', 'http://127.0.0.1:7835'],
  ['http://[::]:7835/', 'http://[::1]:7835'],
  ['http://hive.lan:80', 'http://hive.lan'],
])('%s is called at %s', (url, reachable) => {
  expect(reachableUrl(url)).toBe(reachable);
});
