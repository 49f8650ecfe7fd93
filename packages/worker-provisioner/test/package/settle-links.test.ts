import { describe, expect, test } from 'vitest';
import type { PackageEntry } from '../../src/package/package-tree.js';
import { followLinks } from '../../src/package/settle-links.js';

/** `link -> target` is a link, anything else a file. */
function entriesOf(...texts: string[]): PackageEntry[] {
  return texts.map((text) => {
    const [path = '', target] = text.split(' -> ');
    const shared = { path, mode: 0o777, inode: 1, names: 1 };
    return target === undefined ? { ...shared, kind: 'file' } : { ...shared, kind: 'link', target };
  });
}

describe('where links lead', () => {
  test.each([
    ['usr/lib/libx.so', 'usr/lib/libx.so.1', ['usr/lib/libx.so -> libx.so.1', 'usr/lib/libx.so.1']],
    ['usr/bin/x', 'opt/x', ['usr/bin/x -> /opt/x', 'opt/x']],
    ['usr/bin/x', 'opt/x', ['usr/bin/x -> ../../opt/x', 'opt/x']],
    [
      'usr/x',
      'usr/1',
      [
        'usr/current -> releases/2',
        'usr/releases/2 -> 2.1',
        'usr/releases/2.1',
        'usr/x -> current/../../1',
        'usr/1',
      ],
    ],
    ['a/t', 'y', ['a/t -> s/y', 'a/s -> /', 'y']],
  ])('%s leads to %s', (link, end, texts) => {
    expect(followLinks(entriesOf(...texts)).ends.get(link)).toBe(end);
  });
});

describe('links that lead out', () => {
  test.each([
    ['to an absolute path that is not in the package', ['usr/x -> /etc'], 'usr/x'],
    ['above the top', ['usr/x -> ../..'], 'usr/x'],
    ['above and back', ['usr/x -> ../../usr/y', 'usr/y'], 'usr/x'],
    ['to what is not there', ['a/dangling -> ../nowhere/at/all'], 'a/dangling'],
    ['to themselves', ['loop -> loop'], 'loop'],
    ['through two links', ['a/b/s -> ../../one', 'one -> two', 'a/b/t -> s/../../x'], 'a/b/t'],
    [
      'through a link that leads up',
      ['top/.k -> ../k', 'a/b/c/s -> ../../../top', 'a/b/c/t -> s/../../x'],
      'a/b/c/t',
    ],
  ])('%s', (_what, texts, link) => {
    const { ends, outward } = followLinks(entriesOf(...texts));
    expect(ends.has(link)).toBe(false);
    expect(outward.map((found) => found.path)).toContain(link);
  });

  test('one behind the other, more than the kernel follows', () => {
    const texts = Array.from({ length: 60 }, (_, index) => `usr/l${index} -> l${index + 1}`);
    const { ends } = followLinks(entriesOf(...texts, 'usr/l60'));
    expect([ends.has('usr/l0'), ends.get('usr/l59')]).toEqual([false, 'usr/l60']);
  });

  test('more than can be followed are refused soon', () => {
    const target = './'.repeat(2_000);
    const texts = Array.from({ length: 10_000 }, (_, index) => `usr/l${index} -> ${target}x`);
    expect(() => followLinks(entriesOf(...texts))).toThrow(/too many to follow/);
  });
});

test.each([
  ['usr/bin/app', '/opt/app/app', '../../opt/app/app'],
  ['app', '/opt/app', 'opt/app'],
  ['usr/lib/a', '/usr/../opt/app', '../../usr/../opt/app'],
])('the absolute link %s -> %s becomes %s', (link, target, relative) => {
  const entries = entriesOf(`${link} -> ${target}`, 'usr', 'opt', 'opt/app', 'opt/app/app');
  expect(followLinks(entries).absolute).toEqual([{ path: link, target: relative }]);
});
