import { expect, it } from 'vitest';
import { packageNotes, sourceText } from '../../src/model/version-text.js';

it('says which state of a source was built', () => {
  expect(sourceText({ url: 'git+https://x.test/a', commit: '0123456789abcdef' })).toBe(
    'git+https://x.test/a (0123456789)',
  );
  expect(sourceText({ url: 'https://x.test/a.tgz', digest: 'sha256:abcdef0123456789' })).toBe(
    'https://x.test/a.tgz (abcdef0123)',
  );
  expect(sourceText({ url: 'a.patch' })).toBe('a.patch');
});

it('says why a launcher starts it, which links lead out and which bits were removed', () => {
  const links = ['a', 'b', 'c', 'd'].map((path) => ({ path, target: `/opt/${path}` }));
  const launcher = { kind: 'library-path', why: 'libggml.so is beside it.' } as const;
  expect(packageNotes({ program: 'bin/x', launcher, links, privileged: ['bin/su'] })).toEqual([
    ['Launcher', 'libggml.so is beside it.'],
    ['Links that lead out', 'a → /opt/a, b → /opt/b, c → /opt/c and 1 more'],
    ['Without its setuid bit', 'bin/su'],
  ]);
  expect(packageNotes(undefined)).toEqual([]);
});
