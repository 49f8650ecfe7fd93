import { parseSource } from '@rbee/pkgbuild-parser';
import { describe, expect, test } from 'vitest';
import { localSourceProblem } from '../../src/recipe/remote-sources.js';
import type { RegistryTrust } from '../../src/registry/worker-registry.js';

function problemOf(entry: string, localSources: RegistryTrust['localSources']) {
  const sources = [{ source: parseSource(entry), checksums: { sha256: 'SKIP' }, noExtract: false }];
  return localSourceProblem({ sources }, { localSources, licenseOrigins: [] });
}

const FILES = [
  'file:///etc/passwd',
  'name::file:///etc/passwd',
  'FILE:///etc/passwd',
  'git+file:///home/me/private.git',
  'name::git+file:///home/me/private.git#branch=main',
  'git+/home/me/private.git#branch=a://b',
  'git+../private.git?x://y',
  'hg+file:///home/me/private',
  'svn+file:///home/me/private',
  'bzr+file:///home/me/private',
  'fossil+file:///home/me/private.fossil',
  'git+ext::sh -c touch% /tmp/x://y',
  'git+https:///#x',
];
const SERVERS = [
  'http://localhost/x',
  'http://LOCALHOST./x',
  'http://127.0.0.1:8500/v1/kv?raw',
  'http://127.1/x',
  'http://2130706433/x',
  'http://0.0.0.0/x',
  'x::http://[::1]/x',
  'x::http://[::]/x',
  'x::http://[::ffff:127.0.0.1]/x',
  'http://admin.localhost/x',
  'git+http://localhost/x.git',
  'git://0x7f000001/x.git',
  'git+ssh://me@localhost/x.git',
  'ftp://127.0.0.1/x',
];
const REMOTE = [
  'notes.txt',
  'keys/pgp/x.asc',
  'https://example.org/x.tar.gz',
  'http://example.org/x',
  'http://10.0.0.7/x',
  'x::http://[2001:db8::1]/x',
  'ftp://example.org/x',
  'name::git+https://example.org/x.git#tag=v1?signed',
  'git+ssh://git@example.org/x.git',
  'git://example.org/x.git',
  'svn+ssh://example.org/x',
  'svn+https://example.org/x',
  'hg+https://example.org/x',
  'bzr+lp:project',
  'fossil+https://example.org/x',
];

describe('a recipe from elsewhere', () => {
  test.each([...FILES, ...SERVERS])('may not name %s', (entry) => {
    expect(problemOf(entry, 'none')).toMatchObject({ code: 'LOCAL_SOURCE', hint: expect.any(String) });
  });
  test.each(REMOTE)('may name %s', (entry) => {
    expect(problemOf(entry, 'none')).toBeUndefined();
  });
});

describe('a recipe from a server on this machine', () => {
  test.each(FILES.filter((entry) => entry !== 'git+https:///#x'))('may not name %s', (entry) => {
    expect(problemOf(entry, 'servers')).toMatchObject({ code: 'LOCAL_SOURCE' });
  });
  test.each([...SERVERS, ...REMOTE])('may name %s', (entry) => {
    expect(problemOf(entry, 'servers')).toBeUndefined();
  });
});

test("a recipe of the user's own may name anything", () => {
  for (const entry of [...FILES, ...SERVERS, ...REMOTE]) expect(problemOf(entry, 'files')).toBeUndefined();
});

test('no password of a URL is shown', () => {
  expect(problemOf('http://me:s3cret@localhost/x', 'none')?.message).not.toContain('s3cret');
});
