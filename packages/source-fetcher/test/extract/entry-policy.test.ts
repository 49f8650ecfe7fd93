import { describe, expect, test } from 'vitest';
import { createEntryPolicy, type RawEntry } from '../../src/extract/entry-policy.js';

const file = (path: string): RawEntry => ({ path, type: 'File', mode: 0o644 });
const folder = (path: string): RawEntry => ({ path, type: 'Directory', mode: 0o755 });
const link = (path: string, linkpath: string): RawEntry => ({ path, type: 'SymbolicLink', linkpath });
const hardLink = (path: string, linkpath: string): RawEntry => ({ path, type: 'Link', linkpath });

function admitAll(...entries: RawEntry[]) {
  const policy = createEntryPolicy('x.tar', 100);
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
  test.each<[string, string, RawEntry[]]>([
    ['an absolute path', 'has an absolute path', [file('/etc/passwd')]],
    ['a path that goes up', "has '..' in its path", [file('../x')]],
    ['a path that goes up inside', "has '..' in its path", [file('a/../../x')]],
    ['a path that goes up and stays', "has '..' in its path", [file('a/../x')]],
    ['a drive', 'has an absolute path', [file('C:\\x')]],
    ['a drive-relative path', 'has an absolute path', [file('c:x')]],
    ['a share', 'has an absolute path', [file('\\\\server\\share')]],
    ['an odd encoding', 'has a name that is no UTF-8', [file('a\ufffd')]],
    ['an endless path', 'has a path of more than 4096 bytes', [file('a/'.repeat(2049))]],
    ['a root that is a file', 'stands for the root but is no folder', [file('.')]],
    ['a root that is a link', 'stands for the root but is no folder', [link('./', 'x')]],
    ['an absolute link', "is a link to the absolute path '/etc'", [link('a', '/etc')]],
    ['a link out', "is a link out of the archive, to '..'", [link('a', '..')]],
    ['a link out from below', "is a link out of the archive, to '../../x'", [link('a/b', '../../x')]],
    ['a link that turns', "is a link with '..' inside its path, to 'b/../../x'", [link('a', 'b/../../x')]],
    ['writing through a link', "lies below 'a', which is no folder", [link('a', 'b'), file('a/x')]],
    ['a folder over a link', 'is there twice', [link('a', 'b'), folder('a')]],
    ['a file over a link', 'is there twice', [link('a', 'b'), file('a')]],
    ['a link over a folder', 'is there twice', [folder('a'), link('a', 'b')]],
    ['a link over an implied folder', 'is there twice', [file('a/b'), link('a', 'b')]],
    ['a file twice', 'is there twice', [file('a'), file('./a')]],
    ['a path below a file', "lies below 'a', which is no folder", [file('a'), file('a/b')]],
    ['a hard link out', "has '..' in its path", [hardLink('a', '../x')]],
    ['an absolute hard link', 'has an absolute path', [hardLink('a', '/etc/passwd')]],
    [
      'a hard link to nothing here',
      "is a hard link to 'b', which is no file of this archive",
      [hardLink('a', 'b')],
    ],
    ['a hard link to a link', 'which is no file of this archive', [link('b', 'c'), hardLink('a', 'b')]],
    ['a device', 'is of the kind CharacterDevice', [{ path: 'a', type: 'CharacterDevice' }]],
    ['a block device', 'is of the kind BlockDevice', [{ path: 'a', type: 'BlockDevice' }]],
    ['a fifo', 'is of the kind FIFO', [{ path: 'a', type: 'FIFO' }]],
    ['a sparse file', 'is of the kind SparseFile', [{ path: 'a', type: 'SparseFile' }]],
    ['a sparse file in a pax archive', 'is a sparse file', [file('GNUSparseFile.12/a')]],
  ])('%s', (_, why, entries) => {
    expect(() => admitAll(...entries)).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_UNSAFE', message: expect.stringContaining(why) }),
    );
  });

  test('the message names archive and entry', () => {
    expect(() => admitAll(file('../x'))).toThrow(
      "The archive 'x.tar' is refused: its entry '../x' has '..' in its path.",
    );
  });

  test('too many entries', () => {
    const policy = createEntryPolicy('x.tar', 2);
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
