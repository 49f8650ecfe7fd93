import { expect, test } from 'vitest';
import { lfsEndpoints } from '../../../src/git/lfs/lfs-endpoint.js';

test.each([
  ['https://h/a', 'https://h/a.git/info/lfs'],
  ['https://h/a.git', 'https://h/a.git/info/lfs'],
  ['https://h/a.git/', 'https://h/a.git/info/lfs'],
  ['ssh://git@h:2222/a.git', 'https://h/a.git/info/lfs'],
])('the server of %s is %s', (address, endpoint) => {
  expect(lfsEndpoints([address], undefined)).toEqual([endpoint]);
});

test('a repository on this machine has none, and the next address counts', () => {
  expect(lfsEndpoints(['/srv/a.git', 'file:///srv/a.git', 'http://h/a'], undefined)).toEqual([
    'http://h/a.git/info/lfs',
  ]);
});

test.each([
  ['[lfs]\n\turl = https://x/lfs/\n', ['https://x/lfs']],
  ['[LFS] url = "https://x/lfs"\n', ['https://x/lfs']],
  ['[lfs "other"]\n\turl = https://x/lfs\n', ['https://h/a.git/info/lfs']],
  ['[lfs]\n\turl = file:///etc\n', []],
  ['url = https://x\n', ['https://h/a.git/info/lfs']],
])('.lfsconfig %j', (text, endpoints) => {
  expect(lfsEndpoints(['https://h/a'], text)).toEqual(endpoints);
});
