import { expect, test } from 'vitest';
import { isDaemonError } from '../../src/index.js';
import { checkUrl } from '../../src/network/address-guard.js';

test.each([
  'http://localhost/x',
  'http://LOCALHOST.:80/',
  'http://a.localhost/',
  'http://printer.local/',
  'http://127.1/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://017700000001/',
  'http://10.1/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://１２７.0.0.1/',
])('%s is refused without asking anybody', (url) => {
  let thrown: unknown;
  try {
    checkUrl(url);
  } catch (error) {
    thrown = error;
  }
  expect(isDaemonError(thrown) && thrown.code).toBe('FORBIDDEN_ADDRESS');
});

test.each(['https://example.org/recipes/PKGBUILD', 'http://8.8.8.8/'])('%s may be asked for', (url) => {
  expect(() => checkUrl(url)).not.toThrow();
});
