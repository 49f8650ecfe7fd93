import { describe, expect, test } from 'vitest';
import { checkRequests } from '../src/check-requests.js';
import { request } from './support/workspace.js';

const GIT = 'git+https://example.org/r.git';

describe('checkRequests', () => {
  test.each([
    ['rsync://h/f', 'rsync'],
    ['scp://h/f', 'scp'],
    ['nonsense://h/r', 'nonsense'],
  ])('%s is unsupported', (entry, named) => {
    expect(() => checkRequests([request(entry, { name: 'n' })])).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_PROTOCOL',
        message: expect.stringContaining(
          `The source 'n' needs ${named}, but only local, file, ftp, http, https, git, hg, svn, bzr, fossil are supported`,
        ),
        hint: expect.any(String),
      }),
    );
  });

  test('git:// is told to be git+https://', () => {
    const asked = request('git://h/r');
    const source = { ...asked.source, protocol: 'git', remote: 'git://h/r' };
    expect(() => checkRequests([{ ...asked, source }])).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_PROTOCOL', hint: "Use 'git+https://' instead." }),
    );
  });

  test.each([
    'git+ssh://-oProxyCommand=x/r',
    'git+ssh://-x@h/r',
    'git+ssh://u:hunter2@h/r',
    'git+ssh://h:x/r',
    'git+file:///r\n--upload-pack=x',
  ])('%j is no address of a repository', (entry) => {
    expect(() => checkRequests([request(entry, { name: 'n' })])).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: expect.not.stringContaining('hunter2') }),
    );
  });

  test.each([
    'ftp://u:hunter2@h/f',
    'ftp://',
    'file://host/f',
    'hg+https://u:hunter2@h/r',
    'hg+https://h/r#revision=--config',
    'hg+https://h/r#other=1',
    'svn+https://h/r#tag=1',
    'hg+--config=x://h',
  ])('%j is refused before a program is run', (entry) => {
    expect(() => checkRequests([request(entry, { name: 'n' })])).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: expect.not.stringContaining('hunter2') }),
    );
  });

  test.each(['git+ssh://git@h/r', 'git+file:///r', 'git+http://h/r'])('%s is one', (entry) => {
    expect(checkRequests([request(entry, { name: 'n' })])).toBeUndefined();
  });

  test.each(['', '.', '..', 'a/b', '/etc', 'a\nb', 'a\0', 'c:x', '\\\\server\\x', 'x'.repeat(241)])(
    'the name %j is refused',
    (name) => {
      expect(() => checkRequests([request('https://h/f', { name })])).toThrow(
        expect.objectContaining({ code: 'INVALID_SOURCE' }),
      );
    },
  );

  test('two sources with one name are refused', () => {
    expect(() => checkRequests([request('https://a/f'), request('https://b/f')])).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: "Two sources have the name 'f'." }),
    );
  });

  test.each([
    'https://user:hunter2@h/f',
    'https://hunter2@h/f',
    'git+https://user:hunter2@h/f',
    'https://u:hunter2@h:x/',
  ])('credentials in %s are refused and not shown', (entry) => {
    expect(() => checkRequests([request(entry, { name: 'f' })])).toThrow(
      expect.objectContaining({
        code: 'INVALID_SOURCE',
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });

  test.each(['https://', 'https://h:x/'])('%j is not a URL', (entry) => {
    expect(() => checkRequests([request(entry, { name: 'f' })])).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: `'${entry}' is not a URL.` }),
    );
  });

  test('credentials of an unsupported source are not shown', () => {
    expect(() => checkRequests([request('scp://u:hunter2@h:x/f')])).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  test.each([
    [`${GIT}?other`, 'INVALID_SOURCE'],
    [`${GIT}#revision=1`, 'INVALID_SOURCE'],
    [`${GIT}#branch=`, 'INVALID_SOURCE'],
    [`${GIT}#branch`, 'INVALID_SOURCE'],
    [`${GIT}#branch=a..b`, 'INVALID_SOURCE'],
    [`${GIT}#commit=-q`, 'INVALID_SOURCE'],
    [`${GIT}#commit=main..v1`, 'INVALID_SOURCE'],
    [`${GIT}#commit=main@{1}`, 'INVALID_SOURCE'],
    [`${GIT}#tag=:/text`, 'INVALID_SOURCE'],
    [`${GIT}#tag=v1^{tree}`, 'INVALID_SOURCE'],
  ])('%s is %s', (entry, code) => {
    expect(() => checkRequests([request(entry)])).toThrow(expect.objectContaining({ code }));
  });

  test.each([GIT, `${GIT}#branch=main`])('a digest of %s, which is not pinned, is refused', (entry) => {
    expect(() => checkRequests([request(entry, { checksums: { sha256: '0'.repeat(64) } })])).toThrow(
      expect.objectContaining({ code: 'CHECKSUM_UNSUPPORTED' }),
    );
  });
});
