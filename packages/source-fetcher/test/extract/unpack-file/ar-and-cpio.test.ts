import { execFileSync } from 'node:child_process';
import { link, lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { listTree, rejectionOf, testWith, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources, type SourceFetchErrorCode } from '../../../src/index.js';
import { request, useWorkspace } from '../../support/workspace.js';

interface Entry {
  readonly path: string;
  readonly body?: string;
  readonly mode?: number;
  readonly inode?: number;
  readonly links?: number;
}

/** An archive of the "new" kind, byte for byte as named; cpio(5). */
function cpioOf(...entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries, { path: 'TRAILER!!!', mode: 0 }].flatMap(cpioParts));
}

function cpioParts({ path, body = '', mode = 0o100644, inode = 1, links = 1 }: Entry): Buffer[] {
  const name = Buffer.from(`${path}\0`);
  const content = Buffer.from(body);
  const fields = [inode, mode, 0, 0, links, 1e9, content.length, 0, 0, 0, 0, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  const padded = (bytes: Buffer, before = 0) => [
    bytes,
    Buffer.alloc((4 - ((bytes.length + before) % 4)) % 4),
  ];
  return [Buffer.from(header), ...padded(name, 110), ...padded(content)];
}

/** A common ar archive of members, each with its label and content. */
function arOf(...members: readonly (readonly [label: string, body: string])[]): Buffer {
  const parts = members.map(([label, body]) => {
    const facts = ['1000000000'.padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '100644'.padEnd(8)].join('');
    const pad = Buffer.byteLength(body) % 2 === 1 ? '\n' : '';
    return `${label.padEnd(16)}${facts}${String(Buffer.byteLength(body)).padEnd(10)}\`\n${body}${pad}`;
  });
  return Buffer.from(`!<arch>\n${parts.join('')}`);
}

async function unpack(bytes: Buffer) {
  const workspace = { ...(await useWorkspace()), env: { PATH: '/nonexistent' } };
  await writeFile(path.join(workspace.startDir, 'packed'), bytes);
  const fetched = fetchSources([request('packed')], workspace);
  const content = (name: string) => readFile(path.join(workspace.srcDir, name), 'utf8');
  return { workspace, fetched, content };
}

describe('a new cpio, without any program,', () => {
  test.each([
    ['plain', (bytes: Buffer) => bytes],
    ['in gzip', gzipSync],
  ])('%s: files, folders, links and names that share a file', async (_, pack) => {
    const shared = { inode: 7, links: 3 };
    const { workspace, fetched, content } = await unpack(
      pack(
        cpioOf(
          { path: '.', mode: 0o40755 },
          { path: 'd', mode: 0o40755 },
          { path: 'd/odd', body: 'odd', mode: 0o104755 },
          { path: 'one', ...shared },
          { path: 'd/two', ...shared },
          { path: 'three', body: 'shared', ...shared },
          { path: 'link', body: 'd/odd', mode: 0o120777 },
          { path: 'nothing', inode: 9, links: 2 },
          { path: 'also', inode: 9, links: 2 },
        ),
      ),
    );
    await fetched;
    const tree = ['also', 'd/', 'd/odd', 'd/two', 'link', 'nothing', 'one', 'packed', 'three'];
    expect(await listTree(workspace.srcDir)).toEqual(tree);
    expect(await Promise.all(['one', 'd/two', 'three', 'link', 'also'].map(content))).toEqual([
      ...Array.from({ length: 3 }, () => 'shared'),
      'odd',
      '',
    ]);
    const stats = await lstat(path.join(workspace.srcDir, 'd/odd'));
    expect([stats.mode & 0o7777, stats.mtimeMs]).toEqual([0o755, 1e12]);
    expect((await lstat(path.join(workspace.srcDir, 'one'))).nlink).toBe(3);
  });

  const good = cpioOf({ path: 'a', body: 'content' });
  test.each<[string, SourceFetchErrorCode, Buffer]>([
    ['..', 'ARCHIVE_PARENT_PATH', cpioOf({ path: '../x', body: 'x' })],
    ['an absolute path', 'ARCHIVE_ABSOLUTE_PATH', cpioOf({ path: '/x', body: 'x' })],
    [
      'a write through a link',
      'ARCHIVE_BELOW_LINK',
      cpioOf(
        { path: 'd', mode: 0o40755 },
        { path: 'l', body: 'd', mode: 0o120777 },
        { path: 'l/x', body: 'x' },
      ),
    ],
    [
      'a second name out',
      'ARCHIVE_PARENT_PATH',
      cpioOf({ path: '../x', inode: 3, links: 2 }, { path: 'y', body: 'y', inode: 3, links: 2 }),
    ],
    ['a device', 'ARCHIVE_SPECIAL_FILE', cpioOf({ path: 'd', mode: 0o20644 })],
    ['a folder and a file of one name', 'ARCHIVE_DUPLICATE_PATH', cpioOf({ path: 'a/b' }, { path: 'a' })],
    ['an endless link', 'ARCHIVE_DAMAGED', cpioOf({ path: 'l', body: 'x'.repeat(5000), mode: 0o120777 })],
    ['an endless name', 'ARCHIVE_DAMAGED', cpioOf({ path: 'x'.repeat(5000) })],
    ['a cut-off content', 'ARCHIVE_DAMAGED', good.subarray(0, 116)],
    ['no trailer', 'ARCHIVE_DAMAGED', good.subarray(0, 120)],
    ['a wrong header', 'ARCHIVE_DAMAGED', Buffer.concat([good.subarray(0, 120), Buffer.alloc(200, 0x30)])],
  ])('with %s is refused and leaves nothing', async (_, code, bytes) => {
    const { workspace, fetched } = await unpack(bytes);
    expect(await rejectionOf(fetched)).toMatchObject({ code });
    expect(await listTree(workspace.srcDir)).toEqual(['packed']);
  });
});

describe('an ar archive, without any program,', () => {
  test('is unpacked, with long names of both kinds', async () => {
    const long = 'a-name-of-more-than-sixteen-bytes';
    const { workspace, fetched, content } = await unpack(
      arOf(
        ['/', 'symbols'],
        ['//', `${long}/\n`],
        ['debian-binary', '2.0\n'],
        ['short/', 'odd'],
        ['/0', 'by a table'],
        ['#1/20', 'before-the-content\0\0and content'],
      ),
    );
    await fetched;
    const names = [long, 'before-the-content', 'debian-binary', 'packed', 'short'];
    expect(await listTree(workspace.srcDir)).toEqual(names);
    expect(await Promise.all(['short', long, 'before-the-content'].map(content))).toEqual([
      'odd',
      'by a table',
      'and content',
    ]);
    expect((await lstat(path.join(workspace.srcDir, 'short'))).mtimeMs).toBe(1e12);
  });

  test.each<[string, SourceFetchErrorCode, Buffer]>([
    ['..', 'ARCHIVE_PARENT_PATH', arOf(['../x', 'x'])],
    ['a long name out', 'ARCHIVE_PARENT_PATH', arOf(['#1/4', '../xbody'])],
    ['an absolute name of the table', 'ARCHIVE_ABSOLUTE_PATH', arOf(['//', '/etc/x\n'], ['/0', 'x'])],
    ['a cut-off content', 'ARCHIVE_DAMAGED', arOf(['a', 'content']).subarray(0, -4)],
    ['a wrong header', 'ARCHIVE_DAMAGED', Buffer.concat([arOf(['a', 'xx']), Buffer.alloc(60, 0x30)])],
  ])('with %s is refused and leaves nothing', async (_, code, bytes) => {
    const { workspace, fetched } = await unpack(bytes);
    expect(await rejectionOf(fetched)).toMatchObject({ code });
    expect(await listTree(workspace.srcDir)).toEqual(['packed']);
  });
});

testWith('bsdtar', 'bsdtar keeps the content of files with several names in an old cpio', async () => {
  const workspace = await useWorkspace();
  const tree = await useTempDir();
  await mkdir(path.join(tree, 'd'));
  await writeFile(path.join(tree, 'd/one'), 'shared');
  await link(path.join(tree, 'd/one'), path.join(tree, 'd/two'));
  execFileSync('bsdtar', ['-cf', path.join(workspace.startDir, 'a.cpio'), '--format=odc', '-C', tree, 'd']);
  await fetchSources([request('a.cpio')], workspace);
  for (const name of ['one', 'two'])
    expect(await readFile(path.join(workspace.srcDir, 'd', name), 'utf8')).toBe('shared');
});
