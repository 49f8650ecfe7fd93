import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  describeWith,
  listTree,
  processesMentioning,
  rejectionOf,
  testWith,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { request, useWorkspace, type Workspace } from '../support/workspace.js';
import { zipOf } from '../support/zip-archive.js';

const NO_PROGRAMS = { PATH: '/nonexistent' };

async function unpack(workspace: Workspace, name: string, bytes?: Uint8Array): Promise<boolean | undefined> {
  if (bytes !== undefined) await writeFile(path.join(workspace.startDir, name), bytes);
  const [fetched] = await fetchSources([request(name)], workspace);
  return fetched?.extracted;
}

async function makeTree(): Promise<string> {
  const folder = await useTempDir();
  await mkdir(path.join(folder, 'app/sub'), { recursive: true });
  await writeFile(path.join(folder, 'app/run'), '#!/bin/sh\n');
  await chmod(path.join(folder, 'app/run'), 0o755);
  await writeFile(path.join(folder, 'app/sub/ünï'), 'x'.repeat(100_000));
  await symlink('sub/ünï', path.join(folder, 'app/link'));
  return folder;
}

const TREE = ['app/', 'app/link', 'app/run', 'app/sub/', 'app/sub/ünï'];

/** What packs a folder into each compression, and a single file. */
const PACKERS: Readonly<Record<string, readonly string[]>> = {
  bzip2: ['bzip2', '-c'],
  xz: ['xz', '-c'],
  zstd: ['zstd', '-c', '-q'],
  lzma: ['xz', '-c', '--format=lzma'],
  lz4: ['lz4', '-c', '-q'],
};
const SINGLE: Readonly<Record<string, string>> = { bzip2: 'f.bz2', xz: 'f.xz', zstd: 'f.zst' };

function pack(compression: string, bytes: Uint8Array): Buffer {
  const [program = '', ...args] = PACKERS[compression] ?? [];
  return execFileSync(program, args, { input: bytes, maxBuffer: 1e8 });
}

for (const [compression, program] of [
  ['bzip2', 'bzip2'],
  ['xz', 'xz'],
  ['lzma', 'xz'],
  ['zstd', 'zstd'],
  ['lz4', 'lz4'],
] as const)
  describeWith(program, compression, () => {
    test('around a tar', async () => {
      const workspace = await useWorkspace();
      const tar = execFileSync('tar', ['-cf', '-', '-C', await makeTree(), 'app']);
      expect(await unpack(workspace, 'data.bin', pack(compression, tar))).toBe(true);
      expect(await listTree(workspace.srcDir)).toEqual([...TREE, 'data.bin']);
      expect(await readlink(path.join(workspace.srcDir, 'app/link'))).toBe('sub/ünï');
      expect((await lstat(path.join(workspace.srcDir, 'app/run'))).mode & 0o777).toBe(0o755);
    });

    test('around a single file, by its extension', async () => {
      const workspace = await useWorkspace();
      const name = SINGLE[compression];
      const bytes = pack(compression, Buffer.from('manual'));
      expect(await unpack(workspace, 'page', bytes)).toBe(false);
      expect(await unpack(workspace, name ?? 'f.gz', bytes)).toBe(name !== undefined);
      if (name !== undefined) expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('manual');
    });

    test('cut short is damaged and leaves nothing', async () => {
      const workspace = await useWorkspace();
      const tar = execFileSync('tar', ['-cf', '-', '-C', await makeTree(), 'app']);
      const whole = pack(compression, tar);
      expect(
        await rejectionOf(unpack(workspace, 'a.tar', whole.subarray(0, whole.length - 20))),
      ).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
      expect(await listTree(workspace.srcDir)).toEqual(['a.tar']);
    });
  });

for (const compression of ['xz', 'zstd'])
  describeWith(compression, `${compression} without its program`, () => {
    test('is decompressed by a library', async () => {
      const workspace = await useWorkspace();
      const tar = execFileSync('tar', ['-cf', '-', '-C', await makeTree(), 'app']);
      const whole = pack(compression, tar);
      const without = { ...workspace, env: NO_PROGRAMS };
      expect(await unpack(without, 'a.tar', whole)).toBe(true);
      expect(await listTree(workspace.srcDir)).toEqual(['a.tar', ...TREE]);
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, 30, 60);
      expect(await rejectionOf(unpack(without, 'a.tar', damaged))).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
      const cut = unpack(without, 'a.tar', whole.subarray(0, whole.length - 20));
      expect(await rejectionOf(cut)).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    });
  });

describeWith('bsdtar', 'what only bsdtar reads', () => {
  test.each([
    ['cpio', ['--format=cpio']],
    ['7z', ['--format=7zip']],
    ['ISO', ['--format=iso9660']],
    ['cpio in gzip', ['--format=newc', '--gzip']],
    ['zip in xz', ['--format=zip', '--xz']],
  ])('%s is unpacked by the same rules', async (_, options) => {
    const workspace = await useWorkspace();
    const file = path.join(workspace.startDir, 'a.bin');
    execFileSync('bsdtar', ['-cf', file, ...options, '-C', await makeTree(), 'app'], {
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    });
    expect(await unpack(workspace, 'a.bin')).toBe(true);
    expect(await listTree(workspace.srcDir)).toEqual(['a.bin', ...TREE]);
  });

  test('an ar archive, as a .deb is one', async () => {
    const workspace = await useWorkspace();
    const member = (name: string, body: string) =>
      `${name.padEnd(16)}0           0     0     100644  ${String(body.length).padEnd(10)}\`\n${body}${body.length % 2 ? '\n' : ''}`;
    const deb = Buffer.from(`!<arch>\n${member('debian-binary', '2.0\n')}${member('data.tar', 'x')}`);
    expect(await unpack(workspace, 'a.deb', deb)).toBe(true);
    expect(await listTree(workspace.srcDir)).toEqual(['a.deb', 'data.tar', 'debian-binary']);
  });

  test('a hostile cpio is refused as a tar would be', async () => {
    const workspace = await useWorkspace();
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'x'), 'x');
    const file = path.join(workspace.startDir, 'a.cpio');
    execFileSync('bsdtar', ['-cPf', file, '--format=newc', '-s', ',x,../evil,', '-C', folder, 'x']);
    expect(await rejectionOf(unpack(workspace, 'a.cpio'))).toMatchObject({ code: 'ARCHIVE_PARENT_PATH' });
    expect(await listTree(workspace.root)).not.toContain('evil');
  });

  test('a damaged 7z is damaged', async () => {
    const workspace = await useWorkspace();
    expect(
      await rejectionOf(unpack(workspace, 'a.7z', Buffer.from('7z\xbc\xaf\x27\x1crest', 'latin1'))),
    ).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  });
});

describe('zip', () => {
  test.each([true, false])('large entries come whole, deflated (%s) or stored', async (deflate) => {
    const workspace = await useWorkspace();
    const body = randomBytes(1_000_000).toString('hex');
    await unpack(workspace, 'a.zip', zipOf({ name: 'first', body: 'x' }, { name: 'large', body, deflate }));
    expect(await readFile(path.join(workspace.srcDir, 'large'), 'latin1')).toBe(body);
  });

  test('with folders, modes, links and deflated entries', async () => {
    const workspace = await useWorkspace();
    const bytes = zipOf(
      { name: 'app/', mode: 0o40700 },
      { name: 'app/run', body: '#!/bin/sh', mode: 0o104755 },
      { name: 'app/big', body: 'y'.repeat(50_000), deflate: true },
      { name: 'app/link', body: 'run', mode: 0o120777 },
      { name: 'plain', body: 'p' },
    );
    expect(await unpack(workspace, 'app.jar', bytes)).toBe(true);
    expect(await listTree(workspace.srcDir)).toEqual([
      'app.jar',
      'app/',
      'app/big',
      'app/link',
      'app/run',
      'plain',
    ]);
    const modes = await Promise.all(
      ['app', 'app/run', 'plain'].map((name) => lstat(path.join(workspace.srcDir, name))),
    );
    expect(modes.map(({ mode }) => mode & 0o7777)).toEqual([0o700, 0o755, 0o644]);
    expect(await readlink(path.join(workspace.srcDir, 'app/link'))).toBe('run');
    expect(await readFile(path.join(workspace.srcDir, 'app/big'), 'utf8')).toBe('y'.repeat(50_000));
  });

  test.each([
    ['an absolute path', 'ARCHIVE_ABSOLUTE_PATH', zipOf({ name: '/etc/x', body: 'x' })],
    ['..', 'ARCHIVE_PARENT_PATH', zipOf({ name: '../x', body: 'x' })],
    ['a drive', 'ARCHIVE_DRIVE_PATH', zipOf({ name: 'C:\\x', body: 'x' })],
    [
      'a write through a link',
      'ARCHIVE_BELOW_LINK',
      zipOf({ name: 'l', body: 'd', mode: 0o120777 }, { name: 'l/x', body: 'x' }),
    ],
    ['a device', 'ARCHIVE_SPECIAL_FILE', zipOf({ name: 'd', mode: 0o020666 })],
    ['a folder and a file', 'ARCHIVE_DUPLICATE_PATH', zipOf({ name: 'a/b' }, { name: 'a', body: 'y' })],
    ['an odd encoding', 'ARCHIVE_NAME_ENCODING', zipOf({ name: Buffer.from([0x61, 0xe9]), body: 'x' })],
    [
      'a wrong size',
      'ARCHIVE_DAMAGED',
      zipOf({ name: 'a', body: 'x'.repeat(99), deflate: true, claimedSize: 5 }),
    ],
    ['a wrong checksum', 'ARCHIVE_DAMAGED', zipOf({ name: 'a', body: 'x', claimedCrc: 1 })],
    ['a stored size that is not', 'ARCHIVE_DAMAGED', zipOf({ name: 'a', body: 'x', claimedSize: 2 })],
    [
      'a large entry with more than it says',
      'ARCHIVE_DAMAGED',
      zipOf({ name: 'a', body: 'x'.repeat(400_000), deflate: true, claimedSize: 399_999 }),
    ],
    ['a method that is not known', 'ARCHIVE_DAMAGED', zipOf({ name: 'a', body: 'x', method: 99 })],
    ['a cut-off end', 'ARCHIVE_DAMAGED', zipOf({ name: 'a', body: 'x' }).subarray(0, -10)],
    ['a password', 'ARCHIVE_UNSUPPORTED', zipOf({ name: 'a', body: 'x', flags: 1, deflate: true })],
  ])('with %s is refused and leaves nothing', async (_, code, bytes) => {
    const workspace = await useWorkspace();
    expect(await rejectionOf(unpack(workspace, 'a.zip', bytes))).toMatchObject({ code });
    expect(await listTree(workspace.srcDir)).toEqual(['a.zip']);
  });

  test('has byte and entry limits', async () => {
    const workspace = await useWorkspace();
    const bytes = zipOf({ name: 'a', body: 'x'.repeat(60_000), deflate: true }, { name: 'b', body: 'x' });
    for (const limits of [{ unpackedBytes: 50_000 }, { archiveEntries: 1 }]) {
      expect(await rejectionOf(unpack({ ...workspace, limits } as Workspace, 'a.zip', bytes))).toMatchObject({
        code: 'LIMIT',
      });
      expect(await listTree(workspace.srcDir)).toEqual(['a.zip']);
    }
  });
});

test('what grows out of all proportion is refused, once it is large', async () => {
  const workspace = await useWorkspace();
  const bytes = gzipSync(Buffer.alloc(300 * 1024 * 1024), { level: 9 });
  expect(await rejectionOf(unpack(workspace, 'bomb.gz', bytes))).toMatchObject({
    code: 'LIMIT',
    message: "'bomb.gz' unpacks to more than 250 times its size (limits.unpackedRatio).",
  });
  expect(await listTree(workspace.srcDir)).toEqual(['bomb.gz']);
});

testWith('xz', 'xz, begun for a look at what is inside, is ended when nothing is unpacked', async () => {
  const workspace = await useWorkspace();
  expect(await unpack(workspace, 'blob.dat', pack('xz', randomBytes(2_000_000)))).toBe(false);
  expect(processesMentioning(workspace.root)).toEqual([]);
});

test('a gzip file of several members is read to its end', async () => {
  const workspace = await useWorkspace();
  await unpack(workspace, 'f.gz', Buffer.concat([gzipSync('one'), gzipSync('two')]));
  expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('onetwo');
});
