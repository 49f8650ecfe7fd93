import { expect, test } from 'vitest';
import { fetchEnvironment } from '../../src/recipe/source-options.js';

test('programs that fetch see where things are and how to sign in to ssh, and no secret', () => {
  const seen = {
    PATH: '/usr/bin',
    HOME: '/home/bee',
    SSH_AUTH_SOCK: '/run/agent',
    https_proxy: 'http://proxy',
  };
  expect(fetchEnvironment({ ...seen, RBEE_LICENSE_TOKEN: 's3cret', NPM_TOKEN: 's3cret' })).toEqual(seen);
});
