import { describe, expect, it } from 'vitest';
import { parseSource } from '../../src/index.js';

/** entry, protocol, name, url, remote, fragment, query. */
const table: readonly (readonly [string, string, string, string, string, (string | undefined)?, string?])[] =
  [
    ['fix.patch', 'local', 'fix.patch', 'fix.patch', 'fix.patch'],
    ['dir/fix.patch', 'local', 'fix.patch', 'dir/fix.patch', 'dir/fix.patch'],
    ['a::local', 'local', 'a', 'local', 'local'],
    ['https://h/p/f-1.tar.gz', 'https', 'f-1.tar.gz', 'https://h/p/f-1.tar.gz', 'https://h/p/f-1.tar.gz'],
    ['f.tgz::https://h/v1', 'https', 'f.tgz', 'https://h/v1', 'https://h/v1'],
    [
      'https://h/dl?file=a/b.zip',
      'https',
      'b.zip',
      'https://h/dl?file=a/b.zip',
      'https://h/dl?file=a/b.zip',
      undefined,
      'file=a/b.zip',
    ],
    [
      'https://h/y.tgz#/z.tgz',
      'https',
      'z.tgz',
      'https://h/y.tgz#/z.tgz',
      'https://h/y.tgz#/z.tgz',
      '/z.tgz',
    ],
    ['https://h/dir/', 'https', '', 'https://h/dir/', 'https://h/dir/'],
    [
      'git+https://h/rbee.git#branch=main',
      'git',
      'rbee',
      'git+https://h/rbee.git#branch=main',
      'https://h/rbee.git',
      'branch=main',
    ],
    ['git+https://h/u/my.github.io', 'git', 'my', 'git+https://h/u/my.github.io', 'https://h/u/my.github.io'],
    ['git+https://h/x/#tag=a/b', 'git', 'x', 'git+https://h/x/#tag=a/b', 'https://h/x/', 'tag=a/b'],
    [
      'n::git://h/x.git?signed#tag=v1',
      'git',
      'n',
      'git://h/x.git?signed#tag=v1',
      'git://h/x.git',
      'tag=v1',
      'signed',
    ],
    [
      'git+https://h/x.git#tag=v1?signed',
      'git',
      'x',
      'git+https://h/x.git#tag=v1?signed',
      'https://h/x.git',
      'tag=v1',
      'signed',
    ],
    ['git@github.com:u/r.git', 'local', 'r.git', 'git@github.com:u/r.git', 'git@github.com:u/r.git'],
    ['magnet:?xt=urn', 'local', 'magnet:?xt=urn', 'magnet:?xt=urn', 'magnet:?xt=urn', undefined, 'xt=urn'],
    ['x::y::https://h/z', 'y::https', 'x', 'y::https://h/z', 'y::https://h/z'],
    ['bzr+lp:foo', 'bzr', 'foo', 'bzr+lp:foo', 'lp:foo'],
    ['lp:foo', 'lp:foo', 'lp:foo', 'lp:foo', 'lp:foo'],
    ['svn+ssh://h/r#revision=3', 'svn', 'r', 'svn+ssh://h/r#revision=3', 'svn+ssh://h/r', 'revision=3'],
    ['hg+https://h/r', 'hg', 'r', 'hg+https://h/r', 'https://h/r'],
    ['fossil+https://h/r', 'fossil', 'r.fossil', 'fossil+https://h/r', 'https://h/r'],
    ['GIT+https://h/r.git', 'GIT', 'r.git', 'GIT+https://h/r.git', 'GIT+https://h/r.git'],
    ['', 'local', '', '', ''],
  ];

describe('parseSource', () => {
  it.each(table.map((row) => ({ row })))('$row.0', ({ row }) => {
    const [entry, protocol, name, url, remote, fragment, query] = row;
    expect(parseSource(entry)).toEqual({
      ...{ entry, protocol, name, url, remote },
      ...(fragment !== undefined && { fragment }),
      ...(query !== undefined && { query }),
    });
  });
});
