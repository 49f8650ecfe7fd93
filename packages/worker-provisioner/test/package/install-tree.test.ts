import { execFileSync } from 'node:child_process';
import { chmod, link, lstat, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
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

const install = (root: string, wanted?: string, names?: readonly string[]) =>
  installTree([root], { wanted, names });

describe('installTree', () => {
  test.each([
    [['usr/local/bin/worker*'], undefined, 'worker', ['worker']],
    [
      ['usr/bin/worker*', 'usr/share/licenses/worker/LICENSE', 'usr/share/man/man1/worker.1'],
      undefined,
      'worker',
      expect.arrayContaining(['usr/share/licenses/worker/LICENSE', 'worker']),
    ],
    [
      ['usr/bin/worker*', 'usr/bin/readme'],
      undefined,
      'usr/bin/worker',
      ['usr/', 'usr/bin/', 'usr/bin/readme', 'usr/bin/worker', 'worker'],
    ],
    [
      ['opt/x/sbin/worker*', 'opt/x/lib/tool*'],
      undefined,
      'opt/x/sbin/worker',
      expect.arrayContaining(['opt/x/lib/tool', 'opt/x/sbin/worker', 'worker']),
    ],
    [['worker*', 'notes'], undefined, 'worker', ['notes', 'worker']],
    [['usr/lib/x*'], undefined, 'x', ['x']],
    [['usr/bin/a*', 'usr/bin/b*'], 'b', 'usr/bin/b', ['b', 'usr/', 'usr/bin/', 'usr/bin/a', 'usr/bin/b']],
    [['usr/bin/a*', 'usr/lib/y/b'], 'usr/lib/y/b', 'usr/lib/y/b', expect.arrayContaining(['b', 'usr/bin/a'])],
    [['bin/a*', 'usr/bin/a*'], 'usr/bin/a', 'usr/bin/a', expect.arrayContaining(['a', 'bin/a'])],
  ])('arranges %j (named %s) so that %s starts it', async (...[names, wanted, start, expected]) => {
    const root = await treeOf(...names);
    const installed = await install(root, wanted);
    expect(installed).toMatchObject({ start, program: start });
    expect(await listTree(root)).toEqual(expected);
    expect((await stat(path.join(root, start))).mode & 0o777).toBe(0o755);
  });

  test('a program called like the worker is preferred to others', async () => {
    const root = await treeOf('usr/bin/app-cpu*', 'usr/bin/convert.py*');
    expect(await install(root, undefined, ['app-cpu'])).toMatchObject({ start: 'usr/bin/app-cpu' });
  });

  test.each([
    [[], undefined, 'EXECUTABLE_NOT_FOUND', 'package() installed nothing; one program was expected.'],
    [
      ['usr/share/x'],
      undefined,
      'EXECUTABLE_NOT_FOUND',
      'package() installed no program, only the files usr/share/x.',
    ],
    [
      ['bin/a*', 'bin/b*'],
      undefined,
      'PROGRAM_AMBIGUOUS',
      'package() installed several programs, and none is called like the worker. It has bin/a, bin/b.',
    ],
    [['bin/a*'], 'b', 'PROGRAM_AMBIGUOUS', 'package() did not install the program b. It has bin/a.'],
    [
      ['bin/a*', 'usr/bin/a*'],
      'a',
      'PROGRAM_AMBIGUOUS',
      'package() installed several programs called a. It has bin/a, usr/bin/a.',
    ],
  ])('refuses %j (named %s)', async (...[names, wanted, code, message]) => {
    await expect(install(await treeOf(...names), wanted)).rejects.toMatchObject({ code, message });
  });

  test('the error lists every candidate', async () => {
    await expect(install(await treeOf('bin/a*', 'bin/b*'))).rejects.toMatchObject({
      candidates: ['bin/a', 'bin/b'],
    });
  });

  test.each(['/etc/passwd', '../../../etc/passwd', '/var/lib/app', 'nowhere'])(
    'keeps a link to %s as it is, and lists it',
    async (target) => {
      const root = await treeOf('usr/bin/worker*');
      await symlink(target, path.join(root, 'usr/bin/link'));
      expect(await install(root)).toMatchObject({
        start: 'usr/bin/worker',
        outwardLinks: [{ path: 'usr/bin/link', target }],
      });
      expect(await readlink(path.join(root, 'usr/bin/link'))).toBe(target);
    },
  );

  test.each(['/opt/app/app', '../../opt/app/app'])('a link to %s leads to the program', async (target) => {
    const root = await treeOf('opt/app/app*', 'opt/app/data');
    await mkdir(path.join(root, 'usr/bin'), { recursive: true });
    await symlink(target, path.join(root, 'usr/bin/app'));
    expect(await install(root)).toMatchObject({ start: 'opt/app/app', outwardLinks: [] });
    expect(await readlink(path.join(root, 'usr/bin/app'))).toBe('../../opt/app/app');
    expect(await readlink(path.join(root, 'app'))).toBe('opt/app/app');
  });

  test('other names of the program still lead to it', async () => {
    const root = await treeOf('usr/bin/app*');
    await mkdir(path.join(root, 'usr/lib/app'), { recursive: true });
    await symlink('app', path.join(root, 'usr/bin/app-server'));
    await symlink('../../bin/app', path.join(root, 'usr/lib/app/runner'));
    expect(await install(root)).toMatchObject({ start: 'usr/bin/app' });
    for (const name of ['usr/bin/app-server', 'usr/lib/app/runner'])
      expect(await readFile(path.join(root, name), 'utf8')).toBe('x');
  });

  test('packages of one recipe are put together', async () => {
    const [main, backend] = [await treeOf('usr/bin/srv*'), await treeOf('usr/lib/srv/libcuda_backend.so')];
    expect(await installTree([main, backend])).toMatchObject({ start: 'usr/bin/srv' });
    expect(await listTree(main)).toContain('usr/lib/srv/libcuda_backend.so');
  });

  test('packages that have the same file are refused', async () => {
    const packages = [await treeOf('usr/bin/srv*'), await treeOf('usr/bin/srv*')] as const;
    await expect(installTree([...packages])).rejects.toMatchObject({ code: 'PACKAGE_UNSAFE' });
  });

  test("refuses a fifo, and a file in the record's place", async () => {
    const withFifo = await treeOf('usr/bin/worker*');
    execFileSync('mkfifo', [path.join(withFifo, 'pipe')]);
    for (const root of [
      withFifo,
      await treeOf('bin/x*', 'Metadata.json'),
      await treeOf('bin/x*', '.tree'),
      await treeOf('bin/x*', '.tr\u200cEE/x'),
    ]) {
      await expect(install(root)).rejects.toMatchObject({ code: 'PACKAGE_UNSAFE' });
    }
  });

  test('drops setuid and setgid bits', async () => {
    const root = await treeOf('usr/bin/worker*', 'usr/bin/helper');
    await chmod(path.join(root, 'usr/bin/helper'), 0o6644);
    expect(await install(root)).toMatchObject({ privileged: ['usr/bin/helper'] });
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
    expect(await rejectionOf(install(root))).toMatchObject({ code: 'PACKAGE_UNSAFE' });
    await expectUntouched(theirs);
  });

  test('the target of a link to a file elsewhere, below the package, stays as it is', async () => {
    const theirs = await victim();
    for (const target of [theirs.file, theirs.folder]) {
      const root = await treeOf('usr/bin/worker*');
      await symlink(path.relative(path.join(root, 'usr'), target), path.join(root, 'usr/theirs'));
      expect((await install(root)).outwardLinks).toHaveLength(1);
      await expectUntouched(theirs);
    }
  });

  test('a second name of a file elsewhere becomes a file of its own before it is changed', async () => {
    const theirs = await victim();
    const root = await treeOf('usr/bin/worker*');
    await link(theirs.file, path.join(root, 'usr/bin/worker-too'));
    await install(root, 'worker-too');
    await expectUntouched(theirs);
    expect((await lstat(path.join(root, 'usr/bin/worker-too'))).mode & 0o7777).toBe(0o755);
  });

  test('two names of one file in the package stay one file', async () => {
    const root = await treeOf('usr/bin/worker*');
    await link(path.join(root, 'usr/bin/worker'), path.join(root, 'usr/bin/worker-too'));
    await install(root, 'worker');
    const [one, other] = [
      await lstat(path.join(root, 'usr/bin/worker')),
      await lstat(path.join(root, 'usr/bin/worker-too')),
    ];
    expect(one.ino).toBe(other.ino);
  });
});

test('what the owner may not use becomes usable', async () => {
  const root = await treeOf('usr/bin/worker*', 'usr/share/hidden/note');
  await chmod(path.join(root, 'usr/share/hidden/note'), 0o044);
  await chmod(path.join(root, 'usr/share/hidden'), 0o055);
  await install(root);
  expect((await stat(path.join(root, 'usr/share/hidden'))).mode & 0o7777).toBe(0o755);
  expect((await stat(path.join(root, 'usr/share/hidden/note'))).mode & 0o7777).toBe(0o644);
});

test('a name that is not UTF-8 is refused by name', async () => {
  const root = await treeOf('usr/bin/worker*');
  await writeFile(Buffer.concat([Buffer.from(`${root}/usr/`), Buffer.from([0xff, 0x61])]), 'x');
  expect(await rejectionOf(install(root))).toMatchObject({
    code: 'PACKAGE_UNSAFE',
    message: expect.stringContaining('its name is not UTF-8'),
  });
});

describe('an aborted signal', () => {
  test('rejects with its reason and changes nothing', async () => {
    const root = await treeOf('usr/bin/worker*');
    const reason = new Error('enough');
    expect(await rejectionOf(installTree([root], { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(await listTree(root)).toContain('usr/bin/worker');
  });

  test('ends the reading of a large package within a second', { timeout: 60_000 }, async () => {
    const root = await treeOf('usr/bin/worker*');
    for (let folder = 0; folder < 8; folder += 1) {
      await mkdir(path.join(root, `share/${folder}`), { recursive: true });
      execFileSync('bash', ['-c', 'touch {1..1000}'], { cwd: path.join(root, `share/${folder}`) });
    }
    const controller = new AbortController();
    const installing = rejectionOf(installTree([root], { signal: controller.signal }));
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      controller.abort('enough');
    }, 5);
    expect(await installing).toBe('enough');
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
  });
});
