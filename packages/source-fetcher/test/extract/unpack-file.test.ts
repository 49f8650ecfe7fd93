import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTarball, listTree, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FetchSourcesOptions, fetchSources } from '../../src/index.js';
import { type TarEntry, tarGzOf, tarOf } from '../support/tar-archive.js';
import { request, useWorkspace, type Workspace } from '../support/workspace.js';

async function unpack(
  workspace: Workspace,
  {
    name,
    bytes,
    options,
  }: { name: string; bytes: Uint8Array | string; options?: Partial<FetchSourcesOptions> },
) {
  await writeFile(path.join(workspace.startDir, name), bytes);
  const [fetched] = await fetchSources([request(name)], { ...workspace, ...options });
  return fetched?.extracted;
}

/** What is in `srcDir`, without the links to the sources themselves. */
async function unpackedTree({ srcDir }: Workspace, name: string): Promise<string[]> {
  return (await listTree(srcDir)).filter((entry) => entry !== name);
}

test('a real tarball: contents, modes, times, links', async () => {
  const workspace = await useWorkspace();
  const tree = path.join(workspace.root, 'tree/app-1.0');
  await mkdir(path.join(tree, 'bin'), { recursive: true });
  await mkdir(path.join(tree, 'empty'), { mode: 0o700 });
  await writeFile(path.join(tree, 'bin/run'), '#!/bin/sh', { mode: 0o755 });
  await writeFile(path.join(tree, 'shared'), 'x', { mode: 0o664 });
  await symlink('bin/run', path.join(tree, 'run'));
  execFileSync('ln', [path.join(tree, 'bin/run'), path.join(tree, 'hard')]);
  execFileSync('find', [tree, '-exec', 'touch', '-h', '-d', '2001-02-03T04:05:06Z', '{}', ';']);
  await createTarball(path.dirname(tree), path.join(workspace.startDir, 'app.tgz'));

  expect(await fetchSources([request('app.tgz')], workspace)).toMatchObject([{ extracted: true }]);
  const expected = path.join(workspace.root, 'expected');
  await mkdir(expected);
  const environment = { cwd: expected, env: { PATH: process.env.PATH } };
  execFileSync(
    'sh',
    ['-c', 'umask 022; tar -xzf "$1"', 'sh', path.join(workspace.startDir, 'app.tgz')],
    environment,
  );
  expect(describeTree(path.join(workspace.srcDir, 'app-1.0'))).toBe(
    describeTree(path.join(expected, 'app-1.0')),
  );
  expect(describeTree(path.join(expected, 'app-1.0'))).toContain('./bin/run 755 f 2 981173106');
});

/** Path, mode, kind, links, time and link target of everything below a folder, as find(1) sees it. */
function describeTree(folder: string): string {
  const lines = String(execFileSync('find', ['.', '-printf', '%p %m %y %n %Ts %l\n'], { cwd: folder }));
  return lines.split('\n').sort().join('\n');
}

test.each([
  ['a plain tar, whatever its name', 'data.bin', tarOf({ path: 'a/b', body: 'content' })],
  ['a tar with gzip, whatever its name', 'data', tarGzOf({ path: 'a/b', body: 'content' })],
])('%s', async (_, name, bytes) => {
  const workspace = await useWorkspace();
  expect(await unpack(workspace, { name, bytes })).toBe(true);
  expect(await unpackedTree(workspace, name)).toEqual(['a/', 'a/b']);
  expect(await readFile(path.join(workspace.srcDir, 'a/b'), 'utf8')).toBe('content');
});

test('a single gzip file loses its extension; without one it is left alone', async () => {
  const workspace = await useWorkspace();
  expect(await unpack(workspace, { name: 'page.1.gz', bytes: gzipSync('manual') })).toBe(true);
  expect(await unpack(workspace, { name: 'blob', bytes: gzipSync('manual') })).toBe(false);
  expect(await listTree(workspace.srcDir)).toEqual(['blob', 'page.1', 'page.1.gz']);
  expect(await readFile(path.join(workspace.srcDir, 'page.1'), 'utf8')).toBe('manual');
  expect((await lstat(path.join(workspace.srcDir, 'page.1'))).mode & 0o777).toBe(0o644);
});

test.each([
  ['text', 'fix.tar', 'just text'],
  ['an empty file', 'empty.tar.gz', ''],
])('%s is left alone', async (_, name, bytes) => {
  const workspace = await useWorkspace();
  expect(await unpack(workspace, { name, bytes })).toBe(false);
  expect(await listTree(workspace.srcDir)).toEqual([name]);
});

test('noExtract leaves an archive as it is', async () => {
  const workspace = await useWorkspace();
  await writeFile(path.join(workspace.startDir, 'a.tar.gz'), tarGzOf({ path: 'x', body: 'y' }));
  const fetched = await fetchSources([request('a.tar.gz', { noExtract: true })], workspace);
  expect(fetched).toMatchObject([{ extracted: false }]);
  expect(await listTree(workspace.srcDir)).toEqual(['a.tar.gz']);
});

describe('unpacking over what is there', () => {
  test('joins folders, replaces files and links, follows none', async () => {
    const workspace = await useWorkspace();
    await writeFile(path.join(workspace.root, 'outside'), 'untouched');
    await mkdir(path.join(workspace.root, 'elsewhere'));
    await mkdir(path.join(workspace.srcDir, 'app'));
    await writeFile(path.join(workspace.srcDir, 'app/kept'), 'kept');
    await symlink('../../outside', path.join(workspace.srcDir, 'app/file'));
    await symlink('../../elsewhere', path.join(workspace.srcDir, 'app/folder'));
    const bytes = tarOf({ path: 'app/file', body: 'new' }, { path: 'app/folder/x', body: 'new' });
    expect(await unpack(workspace, { name: 'a.tar', bytes })).toBe(true);
    expect(await listTree(workspace.srcDir)).toEqual([
      'a.tar',
      'app/',
      'app/file',
      'app/folder/',
      'app/folder/x',
      'app/kept',
    ]);
    expect(await readFile(path.join(workspace.root, 'outside'), 'utf8')).toBe('untouched');
    expect(await listTree(path.join(workspace.root, 'elsewhere'))).toEqual([]);
  });

  test('an entry named as its own archive does not reach the download', async () => {
    const workspace = await useWorkspace();
    const bytes = tarOf({ path: 'a.tar', body: 'new' });
    await unpack(workspace, { name: 'a.tar', bytes });
    expect(await readFile(path.join(workspace.srcDir, 'a.tar'), 'utf8')).toBe('new');
    expect(await readFile(path.join(workspace.startDir, 'a.tar'))).toEqual(bytes);
  });

  test('does not replace a folder by a file', async () => {
    const workspace = await useWorkspace();
    await mkdir(path.join(workspace.srcDir, 'app'));
    const bytes = tarOf({ path: 'other', body: 'x' }, { path: 'app', body: 'x' });
    expect(await rejectionOf(unpack(workspace, { name: 'a.tar', bytes }))).toMatchObject({
      code: 'ARCHIVE_UNSAFE',
    });
    expect(await unpackedTree(workspace, 'a.tar')).toEqual(['app/']);
  });
});

describe('an archive that cannot be unpacked', () => {
  test.each([
    ['7z', '7z\xbc\xaf\x27\x1c'],
    ['cpio', '070707'],
    ['rar', 'Rar!\x1a\x07\x00'],
    ['rpm', '\xed\xab\xee\xdb'],
  ])('%s names the program that is missing', async (format, magic) => {
    const workspace = { ...(await useWorkspace()), env: { PATH: '/nonexistent' } };
    const bytes = Buffer.from(`${magic}rest`, 'latin1');
    const unsupported = {
      code: 'ARCHIVE_UNSUPPORTED',
      message: expect.stringMatching(new RegExp(`^'a.pkg' is .*${format}.*, and the program 'bsdtar' that`)),
      hint: expect.stringContaining("add noextract=('a.pkg')"),
    };
    expect(await rejectionOf(unpack(workspace, { name: 'a.pkg', bytes }))).toMatchObject(unsupported);
    expect(await rejectionOf(unpack(workspace, { name: 'a.pkg', bytes: gzipSync(bytes) }))).toMatchObject(
      unsupported,
    );
  });

  test('an mtree, which may name any file, says so', async () => {
    const workspace = await useWorkspace();
    const bytes = '#mtree\n./x type=file contents=/etc/passwd\n';
    const refused = {
      code: 'ARCHIVE_UNSUPPORTED',
      message: expect.stringContaining('which is not unpacked'),
    };
    expect(await rejectionOf(unpack(workspace, { name: 'a', bytes }))).toMatchObject(refused);
    expect(await rejectionOf(unpack(workspace, { name: 'a', bytes: gzipSync(bytes) }))).toMatchObject(
      refused,
    );
  });

  test.each([
    ['bzip2', 'bzip2', 'BZh9'],
    ['lz4', 'lz4', '\x04\x22\x4d\x18'],
    ['lzip', 'lzip', 'LZIP'],
  ])('one compressed with %s names the program that is missing', async (compression, program, magic) => {
    const workspace = { ...(await useWorkspace()), env: { PATH: '/nonexistent' } };
    const bytes = Buffer.from(`${magic}rest`, 'latin1');
    expect(await rejectionOf(unpack(workspace, { name: 'a', bytes }))).toMatchObject({
      code: 'ARCHIVE_UNSUPPORTED',
      message: `'a' is compressed with ${compression}, and the program '${program}' that unpacks it is not installed.`,
    });
  });

  const whole = tarGzOf({ path: 'first', body: 'x' }, { path: 'second', body: 'y'.repeat(5000) });
  const plain = tarOf({ path: 'first', body: 'x' }, { path: 'second', body: 'y'.repeat(5000) });
  const scratched = Buffer.from(plain);
  scratched[1024 + 3] = 0x41;
  test.each([
    ['a truncated tar.gz', 'a.tar.gz', whole.subarray(0, whole.length - 10)],
    ['a truncated tar', 'a.tar', plain.subarray(0, 3000)],
    ['a tar with a wrong header', 'a.tar', scratched],
    ['a truncated gzip file', 'a.gz', gzipSync('z'.repeat(1000)).subarray(0, 20)],
    ['a gzip file with a wrong sum', 'a.gz', Buffer.concat([gzipSync('z').subarray(0, -8), Buffer.alloc(8)])],
  ])('%s is damaged and leaves nothing', async (_, name, bytes) => {
    const workspace = await useWorkspace();
    expect(await rejectionOf(unpack(workspace, { name, bytes }))).toMatchObject({
      code: 'ARCHIVE_DAMAGED',
      message: expect.stringContaining(`'${name}' is damaged: `),
    });
    expect(await unpackedTree(workspace, name)).toEqual([]);
  });

  test.each([
    ['a tar.gz', 'a.tar.gz', tarGzOf({ path: 'big', body: 'x'.repeat(100_000) })],
    ['a gzip file', 'a.gz', gzipSync('x'.repeat(100_000))],
  ])('%s has a byte limit', async (_, name, bytes) => {
    const workspace = await useWorkspace();
    const options = { limits: { unpackedBytes: 50_000 } };
    expect(await rejectionOf(unpack(workspace, { name, bytes, options }))).toMatchObject({
      code: 'LIMIT',
      message: `'${name}' unpacks to more than 50000 bytes (limits.unpackedBytes).`,
    });
    expect(await unpackedTree(workspace, name)).toEqual([]);
  });
});

describe('a hostile archive leaves nothing:', () => {
  const honest: TarEntry = { path: 'honest', body: 'x' };
  test.each<[string, string, TarEntry[]]>([
    ['absolute path', 'ARCHIVE_ABSOLUTE_PATH', [{ path: '/tmp/rbee-evil', body: 'x' }]],
    ['..', 'ARCHIVE_PARENT_PATH', [{ path: '../evil', body: 'x' }]],
    ['drive letter', 'ARCHIVE_DRIVE_PATH', [{ path: 'C:\\evil', body: 'x' }]],
    [
      'link to an absolute path, then write through it',
      'ARCHIVE_BELOW_LINK',
      [
        { path: 'l', type: 'SymbolicLink', linkpath: '/tmp' },
        { path: 'l/rbee-evil', body: 'x' },
      ],
    ],
    [
      'link, then write through it',
      'ARCHIVE_BELOW_LINK',
      [
        { path: 'l', type: 'SymbolicLink', linkpath: 'honest-folder' },
        { path: 'l/evil', body: 'x' },
      ],
    ],
    [
      'chain of links, then write through it',
      'ARCHIVE_BELOW_LINK',
      [
        { path: 'd', type: 'Directory' },
        { path: 'd/up', type: 'SymbolicLink', linkpath: '..' },
        { path: 'q', type: 'SymbolicLink', linkpath: 'd/up/..' },
        { path: 'q/evil', body: 'x' },
      ],
    ],
    ['hard link out', 'ARCHIVE_HARD_LINK', [{ path: 'l', type: 'Link', linkpath: '../../outside' }]],
    [
      'hard link to a system file',
      'ARCHIVE_HARD_LINK',
      [{ path: 'l', type: 'Link', linkpath: '/etc/passwd' }],
    ],
    ['device', 'ARCHIVE_SPECIAL_FILE', [{ path: 'd', type: 'CharacterDevice' }]],
    ['fifo', 'ARCHIVE_SPECIAL_FILE', [{ path: 'f', type: 'FIFO' }]],
    ['sparse file', 'ARCHIVE_SPARSE_FILE', [{ path: 's', type: 'SparseFile' }]],
    ['folder and file of one name', 'ARCHIVE_DUPLICATE_PATH', [{ path: 'd/e' }, { path: 'd', body: 'x' }]],
  ])('%s', async (_, code, entries) => {
    const workspace = await useWorkspace();
    await writeFile(path.join(workspace.root, 'outside'), 'untouched');
    const bytes = tarGzOf(honest, ...entries);
    expect(await rejectionOf(unpack(workspace, { name: 'a.tar.gz', bytes }))).toMatchObject({
      code,
      message: expect.stringContaining("The archive 'a.tar.gz' is refused: its entry '"),
    });
    expect(await unpackedTree(workspace, 'a.tar.gz')).toEqual([]);
    expect(await readFile(path.join(workspace.srcDir, 'a.tar.gz'))).toEqual(bytes);
    const around = (await listTree(workspace.root)).filter((entry) => !entry.includes('a.tar.gz'));
    expect(around).toEqual(['cache/', 'outside', 'src/', 'start/']);
  });

  test('a file over a link replaces the link, and not what it leads to', async () => {
    const workspace = await useWorkspace();
    const outside = path.join(workspace.root, 'outside');
    await writeFile(outside, 'untouched');
    const bytes = tarOf({ path: 'l', type: 'SymbolicLink', linkpath: outside }, { path: 'l', body: 'evil' });
    await unpack(workspace, { name: 'a.tar', bytes });
    expect(await readFile(path.join(workspace.srcDir, 'l'), 'utf8')).toBe('evil');
    expect(await readFile(outside, 'utf8')).toBe('untouched');
  });

  test('links are kept as they are written, and it is told when they lead out', async () => {
    const workspace = await useWorkspace();
    const links = { a: '/etc/passwd', up: '..', chain: 'up/x', in: 'd/../f' };
    const entries = Object.entries(links).map(
      ([path, linkpath]): TarEntry => ({ path, type: 'SymbolicLink', linkpath }),
    );
    await unpack(workspace, { name: 'a.tar', bytes: tarOf({ path: 'd/f', body: 'x' }, ...entries) });
    for (const [name, target] of Object.entries(links))
      expect(await readlink(path.join(workspace.srcDir, name))).toBe(target);
    expect(workspace.events).toContainEqual({
      type: 'outward-links',
      name: 'a.tar',
      count: 3,
      links: ['a', 'up', 'chain'].map((name) => ({ path: name, target: links[name as 'a'] })),
    });
  });

  test('too many entries', async () => {
    const workspace = await useWorkspace();
    const bytes = tarOf(...Array.from({ length: 5 }, (_, index) => ({ path: `f${index}` })));
    const options = { limits: { archiveEntries: 4 } };
    expect(await rejectionOf(unpack(workspace, { name: 'a.tar', bytes, options }))).toMatchObject({
      code: 'LIMIT',
    });
    expect(await unpackedTree(workspace, 'a.tar')).toEqual([]);
  });

  test('the umask of the process changes no mode that the archive gives', async () => {
    const workspace = await useWorkspace();
    const before = process.umask(0o077);
    onTestFinished(() => void process.umask(before));
    const bytes = tarOf({ path: 'd', type: 'Directory', mode: 0o755 }, { path: 'd/f', mode: 0o644 });
    await unpack(workspace, { name: 'a.tar', bytes });
    const modes = await Promise.all(['d', 'd/f'].map((name) => lstat(path.join(workspace.srcDir, name))));
    expect(modes.map(({ mode }) => mode & 0o7777)).toEqual([0o755, 0o644]);
  });

  test('setuid, setgid and sticky bits are dropped', async () => {
    const workspace = await useWorkspace();
    const bytes = tarOf({ path: 'd', type: 'Directory', mode: 0o3777 }, { path: 'd/f', mode: 0o6777 });
    await unpack(workspace, { name: 'a.tar', bytes });
    const modes = await Promise.all(['d', 'd/f'].map((name) => lstat(path.join(workspace.srcDir, name))));
    expect(modes.map(({ mode }) => mode & 0o7777)).toEqual([0o755, 0o755]);
  });
});
