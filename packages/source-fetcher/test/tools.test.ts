import { installed } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';

/** Every program that some test is chosen by. */
const TOOLS = [
  'bsdtar',
  'bzip2',
  'bzr',
  'curl',
  'fossil',
  'gpg',
  'hg',
  'lz4',
  'makepkg',
  'openssl',
  'sshd',
  'svn',
  'xz',
  'zstd',
];

test('no test is left out where every tool is said to be installed', () => {
  const required = process.env.RBEE_REQUIRE_TOOLS === '1' ? TOOLS : installed(...TOOLS);
  expect(installed(...TOOLS)).toEqual(required);
});
