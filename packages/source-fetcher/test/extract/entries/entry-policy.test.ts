import { describe, expect, test } from 'vitest';
import { createEntryPolicy, type RawEntry } from '../../../src/extract/entries/entry-policy.js';
import type { SourceFetchErrorCode } from '../../../src/index.js';

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

test('of a path that comes again, the last entry counts', () => {
  const again = [
    file('a'),
    file('./a'),
    link('a', 'b'),
    folder('a'),
    file('c'),
    hardLink('d', 'c'),
    hardLink('c', 'c'),
  ];
  expect(admitAll(...again)).toMatchObject([
    { type: 'file' },
    { type: 'file', replaces: true },
    { type: 'symlink', replaces: true },
    { type: 'directory', path: 'a', replaces: true },
    { type: 'file', path: 'c' },
    { type: 'hardlink' },
    { type: 'nothing' },
  ]);
});

test('links are kept as they are written, wherever they lead, and the last of a path is known', () => {
  const policy = createEntryPolicy('x.tar', { archiveEntries: 100, archiveDepth: 9 });
  const links = [
    link('a', '/etc'),
    link('b', '../..'),
    link('c', 'b/../x'),
    link('d', 'd'),
    link('e', 'f'),
    file('e'),
  ];
  expect(links.map((entry) => policy.admit(entry)).slice(0, 5)).toMatchObject(
    ['/etc', '../..', 'b/../x', 'd', 'f'].map((target) => ({ type: 'symlink', target })),
  );
  expect([...policy.links.keys()]).toEqual(['a', 'b', 'c', 'd']);
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
    ['an odd encoding', 'ARCHIVE_NAME_ENCODING', 'has a name that is not UTF-8', [file('a\ufffd')]],
    ['an endless path', 'LIMIT', 'has a path of more than 4096 bytes', [file('a/'.repeat(2049))]],
    ['a NUL', 'ARCHIVE_NAME_ENCODING', 'has a NUL in its name', [file('a\0b')]],
    ['a second size', 'ARCHIVE_AMBIGUOUS_SIZE', 'has a second size', [{ ...file('a'), paxSize: 10 }]],
    ['a root that is a file', 'ARCHIVE_UNSAFE', 'stands for the root but is not a folder', [file('.')]],
    ['a root that is a link', 'ARCHIVE_UNSAFE', 'stands for the root but is not a folder', [link('./', 'x')]],
    ['a link to nowhere', 'ARCHIVE_NAME_ENCODING', 'is a link whose target is empty', [link('a', '')]],
    ['a link with a NUL', 'ARCHIVE_NAME_ENCODING', 'has a NUL', [link('a', 'b\0c')]],
    ['a link of an odd encoding', 'ARCHIVE_NAME_ENCODING', 'is not UTF-8', [link('a', 'b\ufffd')]],
    ['an endless link', 'LIMIT', 'is a link to a path of 4096 bytes or more', [link('a', 'x'.repeat(4096))]],
    [
      'writing through a link',
      'ARCHIVE_BELOW_LINK',
      "lies below 'a', which is not a folder",
      [link('a', 'b'), file('a/x')],
    ],
    [
      'a link over a folder',
      'ARCHIVE_DUPLICATE_PATH',
      'is there as a folder, too',
      [folder('a'), link('a', 'b')],
    ],
    [
      'a link over an implied folder',
      'ARCHIVE_DUPLICATE_PATH',
      'is there as a folder, too',
      [file('a/b'), link('a', 'b')],
    ],
    [
      'a path below a file',
      'ARCHIVE_BELOW_LINK',
      "lies below 'a', which is not a folder",
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
