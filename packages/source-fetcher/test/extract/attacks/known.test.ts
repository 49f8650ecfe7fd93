import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources, type SourceFetchErrorCode } from '../../../src/index.js';
import { type TarEntry, tarOf } from '../../support/tar-archive.js';
import { request, useWorkspace } from '../../support/workspace.js';

const link = (path: string, linkpath: string): TarEntry => ({ path, type: 'SymbolicLink', linkpath });
const hardLink = (path: string, linkpath: string): TarEntry => ({ path, type: 'Link', linkpath });

/** An extended header that gives the entry after it another size than its own header does. */
function withPaxSize(size: number, entry: TarEntry): Buffer {
  const record = ` size=${size}\n`;
  const text = `${record.length + 2}${record}`;
  const header = Buffer.from(tarOf({ path: 'PaxHeader', body: text }).subarray(0, 1024));
  header.write('x', 156, 'latin1');
  header.fill(0x20, 148, 156);
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, tarOf(entry)]);
}

describe('what attacked others is refused and leaves nothing:', () => {
  test.each<[string, SourceFetchErrorCode, Buffer]>([
    [
      'CVE-2026-23745, a hard link to an absolute path',
      'ARCHIVE_HARD_LINK',
      tarOf(hardLink('x', '/etc/passwd')),
    ],
    [
      'CVE-2026-23745, a write through a symbolic link to an absolute path',
      'ARCHIVE_BELOW_LINK',
      tarOf(link('x', '/tmp'), { path: 'x/outside', body: 'x' }),
    ],
    [
      'CVE-2026-24842, a hard link that is resolved from elsewhere than it is checked',
      'ARCHIVE_HARD_LINK',
      tarOf({ path: 'a/b/c', body: 'x' }, hardLink('a/b/x', 'c/../../../../outside')),
    ],
    [
      'CVE-2026-26960, a hard link through a chain of symbolic links',
      'ARCHIVE_HARD_LINK',
      tarOf(
        { path: 'a/b/c', body: 'x' },
        link('a/b/up', '../..'),
        link('out', 'a/b/up/..'),
        hardLink('x', 'out/outside'),
      ),
    ],
    [
      'CVE-2026-26960, a hard link to a symbolic link',
      'ARCHIVE_HARD_LINK',
      tarOf({ path: 'a/c', body: 'x' }, link('a/up', '..'), hardLink('x', 'a/up')),
    ],
    [
      'CVE-2025-62518, two sizes, so that two programs see two archives',
      'ARCHIVE_AMBIGUOUS_SIZE',
      withPaxSize(1024, { path: 'a', body: 'x' }),
    ],
    [
      'CVE-2024-0406, a write through a symbolic link',
      'ARCHIVE_BELOW_LINK',
      tarOf({ path: 'dir', type: 'Directory' }, link('l', 'dir'), { path: 'l/x', body: 'x' }),
    ],
    [
      'CVE-2024-6868, a path out of the folder',
      'ARCHIVE_PARENT_PATH',
      tarOf({ path: 'a/../../outside', body: 'x' }),
    ],
    ['CVE-2024-5182, an absolute path', 'ARCHIVE_ABSOLUTE_PATH', tarOf({ path: '/tmp/outside', body: 'x' })],
    [
      'CVE-2024-6983, a path relative to a drive',
      'ARCHIVE_DRIVE_PATH',
      tarOf({ path: 'c:../outside', body: 'x' }),
    ],
  ])('%s', async (_, code, bytes) => {
    const workspace = await useWorkspace();
    await writeFile(path.join(workspace.root, 'outside'), 'untouched');
    await writeFile(path.join(workspace.startDir, 'a.tar'), bytes);
    expect(await rejectionOf(fetchSources([request('a.tar')], workspace))).toMatchObject({ code });
    expect(await listTree(workspace.srcDir)).toEqual(['a.tar']);
  });

  test('CVE-2026-42249, a file name in a header', async () => {
    const workspace = await useWorkspace();
    const headers = {
      'content-disposition': 'attachment; filename="../../outside"',
      'content-location': '/../outside',
    };
    const { url } = await startHttpServer({ '/f': { type: 'body', body: 'x', headers } });
    await fetchSources([request(`${url}/f`)], workspace);
    expect(await listTree(workspace.srcDir)).toEqual(['f']);
    expect(await listTree(workspace.root)).not.toContain('outside');
  });

  test('CVE-2026-7020, a digest that is a path', async () => {
    const workspace = await useWorkspace();
    const asked = request('https://h/f', { checksums: { sha256: '../../../../etc/passwd' } });
    expect(await rejectionOf(fetchSources([asked], workspace))).toMatchObject({ code: 'CHECKSUM_MALFORMED' });
  });
});
