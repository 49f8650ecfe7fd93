import { describe, expect, test } from 'vitest';
import { checkLinks } from '../../src/package/package-links.js';
import type { PackageEntry } from '../../src/package/package-tree.js';

/** `link -> target` is a link, anything else a file. */
function entriesOf(...texts: string[]): PackageEntry[] {
  return texts.map((text) => {
    const [path = '', target] = text.split(' -> ');
    const shared = { path, mode: 0o777, inode: 1, names: 1 };
    return target === undefined ? { ...shared, kind: 'file' } : { ...shared, kind: 'link', target };
  });
}

describe('links that stay inside', () => {
  test.each([
    [['usr/lib/libx.so -> libx.so.1']],
    [['usr/lib/x -> ../share/./x/']],
    [['usr/current -> releases/2', 'usr/releases/2 -> 2.1', 'usr/x -> current/../1']],
    [['a/dangling -> ../nowhere/at/all']],
    [['loop -> loop', 'ping -> pong', 'pong -> ping/../ping', 'usr/through -> ../loop/../x']],
    [Array.from({ length: 39 }, (_, index) => `usr/l${index} -> l${index + 1}`)],
  ])('%j', (texts) => {
    expect(() => checkLinks(entriesOf(...texts))).not.toThrow();
  });
});

describe('links that lead out', () => {
  test.each([
    ['to an absolute path', ['usr/x -> /etc'], 'usr/x'],
    ['above the top', ['usr/x -> ../..'], 'usr/x'],
    ['to the top itself', ['usr/x -> ..'], 'usr/x'],
    ['above and back', ['usr/x -> ../../usr/y'], 'usr/x'],
    [
      'through a link that leads up',
      ['top/.k -> ../k', 'a/b/c/s -> ../../../top', 'a/b/c/t -> s/../../x'],
      'a/b/c/t',
    ],
    ['through two links', ['a/b/s -> ../../one', 'one -> two', 'a/b/t -> s/../../x'], 'a/b/t'],
    ['through a link whose folder is a link', ['far/d -> ../n', 'far/deep/e -> ../d/../../x'], 'far/deep/e'],
  ])('%s', (_what, texts, culprit) => {
    expect(() => checkLinks(entriesOf(...texts))).toThrow(
      expect.objectContaining({
        code: 'PACKAGE_UNSAFE',
        message: expect.stringMatching(new RegExp(`left "${culprit}" .*outside the package`)),
      }),
    );
  });

  test('too many, one behind the other, are refused', () => {
    const texts = Array.from({ length: 60 }, (_, index) => `usr/l${index} -> l${index + 1}`);
    expect(() => checkLinks(entriesOf(...texts))).toThrow(/more than 40 links/);
  });

  test('more than can be followed are refused soon', () => {
    const target = './'.repeat(2_000);
    const texts = Array.from({ length: 10_000 }, (_, index) => `usr/l${index} -> ${target}x`);
    expect(() => checkLinks(entriesOf(...texts))).toThrow(/too many to follow/);
  });
});
