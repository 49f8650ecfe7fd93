import { execFileSync } from 'node:child_process';
import { chmod, link, lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { installTree } from '../../src/package/install-tree.js';

/** A packaged tree; names that end in `*` are executable, without the star. */
async function treeOf(...names: string[]): Promise<string> {
  const root = await useTempDir();
  for (const name of names) {
    const file = path.join(root, name.replace('*', ''));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, 'x', { mode: name.endsWith('*') ? 0o755 : 0o644 });
  }
  return root;
}

describe('installTree', () => {
  test.each([
    [['usr/local/bin/worker*'], undefined, ['worker']],
    [['usr/bin/worker*', 'usr/bin/readme'], undefined, ['usr/', 'usr/bin/', 'usr/bin/readme', 'worker']],
    [
      ['opt/x/sbin/worker*', 'opt/x/lib/tool*'],
      undefined,
      ['opt/', 'opt/x/', 'opt/x/lib/', 'opt/x/lib/tool', 'worker'],
    ],
    [['worker*', 'notes'], undefined, ['notes', 'worker']],
    [['usr/bin/a*', 'usr/bin/b*'], 'b', ['b', 'usr/', 'usr/bin/', 'usr/bin/a']],
  ])('moves the program of %j to the top (named %s)', async (names, binaryName, expected) => {
    const root = await treeOf(...names);
    const program = await installTree(root, { binaryName });
    expect(await listTree(root)).toEqual(expected);
    expect((await stat(path.join(root, program))).mode & 0o777).toBe(0o755);
  });

  test.each([
    [[], undefined, 'package() installed nothing; one program was expected.'],
    [
      ['usr/share/x'],
      undefined,
      'package() did not install one program. It installed no program in a bin folder, only the files usr/share/x.',
    ],
    [
      ['usr/lib/x*'],
      undefined,
      'package() did not install one program. It installed no program in a bin folder, only the files usr/lib/x.',
    ],
    [
      ['bin/a*', 'bin/b*'],
      undefined,
      'package() did not install one program. It installed the programs bin/a, bin/b.',
    ],
    [['bin/a*'], 'b', 'package() did not install the program b. It installed the programs bin/a.'],
    [
      ['bin/a*', 'usr/bin/a*'],
      'a',
      'package() did not install the program a. It installed the programs bin/a, usr/bin/a.',
    ],
  ])('refuses %j (named %s)', async (names, binaryName, message) => {
    await expect(installTree(await treeOf(...names), { binaryName })).rejects.toMatchObject({
      code: 'EXECUTABLE_NOT_FOUND',
      message,
    });
  });

  test.each([
    ['/etc/passwd', 'outside the package'],
    ['../../../etc/passwd', 'outside the package'],
    ['../..', 'outside the package'],
  ])('refuses a link to %s', async (target, reason) => {
    const root = await treeOf('usr/bin/worker*');
    await symlink(target, path.join(root, 'usr/bin/link'));
    await expect(installTree(root)).rejects.toMatchObject({
      code: 'PACKAGE_UNSAFE',
      message: expect.stringContaining(reason),
    });
  });

  test('keeps a link inside the package', async () => {
    const root = await treeOf('usr/bin/worker*', 'usr/lib/libx.so.1');
    await symlink('libx.so.1', path.join(root, 'usr/lib/libx.so'));
    expect(await installTree(root)).toBe('worker');
  });

  test("refuses a fifo, a file in the record's place, and a file in the program's place", async () => {
    const withFifo = await treeOf('usr/bin/worker*');
    execFileSync('mkfifo', [path.join(withFifo, 'pipe')]);
    for (const root of [
      withFifo,
      await treeOf('bin/x*', 'Metadata.json'),
      await treeOf('bin/x*', '.tree'),
      await treeOf('bin/x*', '.tr\u200cEE/x'),
      await treeOf('bin/worker*', 'worker'),
    ]) {
      await expect(installTree(root)).rejects.toMatchObject({ code: 'PACKAGE_UNSAFE' });
    }
  });

  test('drops setuid and setgid bits', async () => {
    const root = await treeOf('usr/bin/worker*', 'usr/bin/helper');
    await chmod(path.join(root, 'usr/bin/helper'), 0o6644);
    await installTree(root);
    expect((await stat(path.join(root, 'usr/bin/helper'))).mode & 0o7777).toBe(0o644);
  });
});

describe('what foreign code left in the place of a package', () => {
  async function victim() {
    const folder = await useTempDir();
    const file = path.join(folder, 'bin/tool');
    await mkdir(path.dirname(file));
    await writeFile(file, 'theirs', { mode: 0o750 });
    await chmod(file, 0o4750);
    await chmod(folder, 0o1755);
    return { folder, file };
  }

  async function expectUntouched({ folder, file }: Awaited<ReturnType<typeof victim>>) {
    expect(await listTree(folder)).toEqual(['bin/', 'bin/tool']);
    expect((await lstat(file)).mode & 0o7777).toBe(0o4750);
    expect((await lstat(folder)).mode & 0o7777).toBe(0o1755);
    expect(await readFile(file, 'utf8')).toBe('theirs');
  }

  test('a link to a folder elsewhere is refused, and nothing there is changed or moved', async () => {
    const theirs = await victim();
    const root = path.join(await useTempDir(), 'worker');
    await symlink(theirs.folder, root);
    expect(await rejectionOf(installTree(root))).toMatchObject({ code: 'PACKAGE_UNSAFE' });
    await expectUntouched(theirs);
  });

  test('a link to a file elsewhere, below the package, is refused and its target stays as it is', async () => {
    const theirs = await victim();
    for (const target of [theirs.file, theirs.folder]) {
      const root = await treeOf('usr/bin/worker*');
      await symlink(path.relative(path.join(root, 'usr'), target), path.join(root, 'usr/theirs'));
      expect(await rejectionOf(installTree(root))).toMatchObject({ code: 'PACKAGE_UNSAFE' });
      await expectUntouched(theirs);
    }
  });

  test('a second name of a file elsewhere becomes a file of its own before it is changed', async () => {
    const theirs = await victim();
    const root = await treeOf('usr/bin/worker*');
    await link(theirs.file, path.join(root, 'usr/bin/worker-too'));
    await installTree(root, { binaryName: 'worker-too' });
    await expectUntouched(theirs);
    expect((await lstat(path.join(root, 'worker-too'))).mode & 0o7777).toBe(0o755);
  });

  test('two names of one file in the package stay one file', async () => {
    const root = await treeOf('usr/bin/worker*');
    await link(path.join(root, 'usr/bin/worker'), path.join(root, 'usr/bin/worker-too'));
    await installTree(root, { binaryName: 'worker' });
    const [one, other] = [
      await lstat(path.join(root, 'worker')),
      await lstat(path.join(root, 'usr/bin/worker-too')),
    ];
    expect(one.ino).toBe(other.ino);
  });
});

test('what the owner may not use becomes usable', async () => {
  const root = await treeOf('usr/bin/worker*', 'usr/share/hidden/note');
  await chmod(path.join(root, 'usr/share/hidden/note'), 0o044);
  await chmod(path.join(root, 'usr/share/hidden'), 0o055);
  await installTree(root);
  expect((await stat(path.join(root, 'usr/share/hidden'))).mode & 0o7777).toBe(0o755);
  expect((await stat(path.join(root, 'usr/share/hidden/note'))).mode & 0o7777).toBe(0o644);
});

test('a name that is not UTF-8 is refused by name', async () => {
  const root = await treeOf('usr/bin/worker*');
  await writeFile(Buffer.concat([Buffer.from(`${root}/usr/`), Buffer.from([0xff, 0x61])]), 'x');
  expect(await rejectionOf(installTree(root))).toMatchObject({
    code: 'PACKAGE_UNSAFE',
    message: expect.stringContaining('its name is not UTF-8'),
  });
});

describe('an aborted signal', () => {
  test('rejects with its reason and changes nothing', async () => {
    const root = await treeOf('usr/bin/worker*');
    const reason = new Error('enough');
    expect(await rejectionOf(installTree(root, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(await listTree(root)).toContain('usr/bin/worker');
  });

  test('ends the reading of a large package within a second', { timeout: 60_000 }, async () => {
    const root = await treeOf('usr/bin/worker*');
    for (let folder = 0; folder < 8; folder += 1) {
      await mkdir(path.join(root, `share/${folder}`), { recursive: true });
      execFileSync('bash', ['-c', 'touch {1..1000}'], { cwd: path.join(root, `share/${folder}`) });
    }
    const controller = new AbortController();
    const installing = rejectionOf(installTree(root, { signal: controller.signal }));
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      controller.abort('enough');
    }, 5);
    expect(await installing).toBe('enough');
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
  });
});
