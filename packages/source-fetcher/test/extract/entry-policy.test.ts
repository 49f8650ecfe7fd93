import { describe, expect, test } from 'vitest';
import { createEntryPolicy, type RawEntry } from '../../src/extract/entry-policy.js';
import type { SourceFetchErrorCode } from '../../src/index.js';

const file = (path: string): RawEntry => ({ path, type: 'File', mode: 0o644 });
const folder = (path: string): RawEntry => ({ path, type: 'Directory', mode: 0o755 });
const link = (path: string, linkpath: string): RawEntry => ({ path, type: 'SymbolicLink', linkpath });
const hardLink = (path: string, linkpath: string): RawEntry => ({ path, type: 'Link', linkpath });

function admitAll(...entries: RawEntry[]) {
  const policy = createEntryPolicy('x.tar', { archiveEntries: 100, archiveDepth: 3000 });
  return entries.map((entry) => policy.admit(entry));
}

test('honest entries are admitted, with clean paths and harmless modes', () => {
  expect(
    admitAll(
      folder('./'),
      { ...folder('a/'), mode: 0o2777 },
      { ...file('./a//b'), mode: 0o6777 },
      { ...folder('ro'), mode: 0o500 },
      { path: 'label', type: 'TapeVolumeHeader' },
      hardLink('a/c', './a/b'),
      link('a/up', '../a/./b'),
      link('a/here', '.'),
      link('dangling', 'no/such'),
      folder('a'),
    ),
  ).toEqual([
    { type: 'nothing' },
    { type: 'directory', path: 'a', mode: 0o755 },
    { type: 'file', path: 'a/b', mode: 0o755 },
    { type: 'directory', path: 'ro', mode: 0o700 },
    { type: 'nothing' },
    { type: 'hardlink', path: 'a/c', target: 'a/b' },
    { type: 'symlink', path: 'a/up', target: '../a/./b' },
    { type: 'symlink', path: 'a/here', target: '.' },
    { type: 'symlink', path: 'dangling', target: 'no/such' },
    { type: 'directory', path: 'a', mode: 0o755 },
  ]);
});

describe('refused:', () => {
  test.each<[string, SourceFetchErrorCode, string, RawEntry[]]>([
    ['an absolute path', 'ARCHIVE_ABSOLUTE_PATH', 'has an absolute path', [file('/etc/passwd')]],
    ['a path that goes up', 'ARCHIVE_PARENT_PATH', "has '..' in its path", [file('../x')]],
    ['a path that goes up inside', 'ARCHIVE_PARENT_PATH', "has '..' in its path", [file('a/../../x')]],
    ['a path that goes up and stays', 'ARCHIVE_PARENT_PATH', "has '..' in its path", [file('a/../x')]],
    ['a drive', 'ARCHIVE_DRIVE_PATH', 'has a path on a drive or share', [file('C:\\x')]],
    ['a drive-relative path', 'ARCHIVE_DRIVE_PATH', 'has a path on a drive or share', [file('c:x')]],
    ['a share', 'ARCHIVE_DRIVE_PATH', 'has a path on a drive or share', [file('\\\\server\\share')]],
    ['an odd encoding', 'ARCHIVE_NAME_ENCODING', 'has a name that is no UTF-8', [file('a\ufffd')]],
    ['an endless path', 'LIMIT', 'has a path of more than 4096 bytes', [file('a/'.repeat(2049))]],
    ['a NUL', 'ARCHIVE_NAME_ENCODING', 'has a NUL in its name', [file('a\0b')]],
    ['a second size', 'ARCHIVE_AMBIGUOUS_SIZE', 'has a second size', [{ ...file('a'), paxSize: 10 }]],
    ['a root that is a file', 'ARCHIVE_UNSAFE', 'stands for the root but is no folder', [file('.')]],
    ['a root that is a link', 'ARCHIVE_UNSAFE', 'stands for the root but is no folder', [link('./', 'x')]],
    [
      'an absolute link',
      'ARCHIVE_LINK_OUTSIDE',
      "is a link to the absolute path '/etc'",
      [link('a', '/etc')],
    ],
    ['a link out', 'ARCHIVE_LINK_OUTSIDE', "is a link out of the archive, to '..'", [link('a', '..')]],
    [
      'a link out from below',
      'ARCHIVE_LINK_OUTSIDE',
      "is a link out of the archive, to '../../x'",
      [link('a/b', '../../x')],
    ],
    [
      'a link that turns',
      'ARCHIVE_LINK_OUTSIDE',
      "is a link with '..' inside its path, to 'b/../../x'",
      [link('a', 'b/../../x')],
    ],
    [
      'writing through a link',
      'ARCHIVE_BELOW_LINK',
      "lies below 'a', which is no folder",
      [link('a', 'b'), file('a/x')],
    ],
    ['a folder over a link', 'ARCHIVE_DUPLICATE_PATH', 'is there twice', [link('a', 'b'), folder('a')]],
    ['a file over a link', 'ARCHIVE_DUPLICATE_PATH', 'is there twice', [link('a', 'b'), file('a')]],
    ['a link over a folder', 'ARCHIVE_DUPLICATE_PATH', 'is there twice', [folder('a'), link('a', 'b')]],
    [
      'a link over an implied folder',
      'ARCHIVE_DUPLICATE_PATH',
      'is there twice',
      [file('a/b'), link('a', 'b')],
    ],
    ['a file twice', 'ARCHIVE_DUPLICATE_PATH', 'is there twice', [file('a'), file('./a')]],
    [
      'a path below a file',
      'ARCHIVE_BELOW_LINK',
      "lies below 'a', which is no folder",
      [file('a'), file('a/b')],
    ],
    ['a hard link out', 'ARCHIVE_HARD_LINK', "has '..' in its path", [hardLink('a', '../x')]],
    ['an absolute hard link', 'ARCHIVE_HARD_LINK', 'has an absolute path', [hardLink('a', '/etc/passwd')]],
    [
      'a hard link to nothing here',
      'ARCHIVE_HARD_LINK',
      "is a hard link to 'b', which is no file of this archive",
      [hardLink('a', 'b')],
    ],
    [
      'a hard link to a link',
      'ARCHIVE_HARD_LINK',
      'which is no file of this archive',
      [link('b', 'c'), hardLink('a', 'b')],
    ],
    [
      'a device',
      'ARCHIVE_SPECIAL_FILE',
      'is of the kind CharacterDevice',
      [{ path: 'a', type: 'CharacterDevice' }],
    ],
    [
      'a block device',
      'ARCHIVE_SPECIAL_FILE',
      'is of the kind BlockDevice',
      [{ path: 'a', type: 'BlockDevice' }],
    ],
    ['a fifo', 'ARCHIVE_SPECIAL_FILE', 'is of the kind FIFO', [{ path: 'a', type: 'FIFO' }]],
    [
      'a sparse file',
      'ARCHIVE_SPARSE_FILE',
      'is of the kind SparseFile',
      [{ path: 'a', type: 'SparseFile' }],
    ],
    [
      'a sparse file in a pax archive',
      'ARCHIVE_SPARSE_FILE',
      'is a sparse file',
      [file('GNUSparseFile.12/a')],
    ],
  ])('%s', (...[, code, why, entries]) => {
    expect(() => admitAll(...entries)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(why) }),
    );
  });

  test('the message names archive and entry', () => {
    expect(() => admitAll(file('../x'))).toThrow(
      "The archive 'x.tar' is refused: its entry '../x' has '..' in its path.",
    );
  });

  test.each<[string, RawEntry[]]>([
    ['to itself', [link('a', 'a')]],
    ['in a ring', [link('a', 'b'), link('b', 'c/d'), link('c', '.'), link('d', 'a')]],
    ['through a folder', [folder('d'), link('d/x', '../y'), link('y', 'd/x/z')]],
  ])('links that lead %s', (_, entries) => {
    const policy = createEntryPolicy('x.tar', { archiveEntries: 100, archiveDepth: 9 });
    for (const entry of entries) policy.admit(entry);
    expect(() => policy.finish()).toThrow(expect.objectContaining({ code: 'ARCHIVE_LINK_CYCLE' }));
  });

  test('links that end somewhere are none', () => {
    const policy = createEntryPolicy('x.tar', { archiveEntries: 100, archiveDepth: 9 });
    for (const entry of [link('a', '.'), link('b', 'a/a/a/c'), link('c', 'nowhere')]) policy.admit(entry);
    expect(policy.finish()).toBeUndefined();
  });

  test('too deep folders', () => {
    const policy = createEntryPolicy('x.tar', { archiveEntries: 2, archiveDepth: 3 });
    policy.admit(file('a/b/c'));
    expect(() => policy.admit(file('a/b/c/d'))).toThrow(
      expect.objectContaining({
        code: 'LIMIT',
        message: "'x.tar' has folders more than 3 deep (limits.archiveDepth).",
      }),
    );
  });

  test('a size in an extended header is needed for what a header cannot hold', () => {
    expect(admitAll({ ...file('a'), paxSize: 9 * 1024 ** 3 })).toMatchObject([{ type: 'file' }]);
  });

  test('too many entries', () => {
    const policy = createEntryPolicy('x.tar', { archiveEntries: 2, archiveDepth: 9 });
    policy.admit(file('a'));
    policy.admit(file('b'));
    expect(() => policy.admit(file('c'))).toThrow(
      expect.objectContaining({
        code: 'LIMIT',
        message: "'x.tar' has more than 2 entries (limits.archiveEntries).",
      }),
    );
  });
});
