import { execFileSync } from 'node:child_process';
import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { installTree } from '../src/install-tree.js';

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
    const program = await installTree(root, binaryName);
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
    await expect(installTree(await treeOf(...names), binaryName)).rejects.toMatchObject({
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
    await expect(installTree(root, undefined)).rejects.toMatchObject({
      code: 'PACKAGE_UNSAFE',
      message: expect.stringContaining(reason),
    });
  });

  test('keeps a link inside the package', async () => {
    const root = await treeOf('usr/bin/worker*', 'usr/lib/libx.so.1');
    await symlink('libx.so.1', path.join(root, 'usr/lib/libx.so'));
    expect(await installTree(root, undefined)).toBe('worker');
  });

  test("refuses a fifo, a file in the record's place, and a file in the program's place", async () => {
    const withFifo = await treeOf('usr/bin/worker*');
    execFileSync('mkfifo', [path.join(withFifo, 'pipe')]);
    for (const root of [
      withFifo,
      await treeOf('bin/x*', 'Metadata.json'),
      await treeOf('bin/worker*', 'worker'),
    ]) {
      await expect(installTree(root, undefined)).rejects.toMatchObject({ code: 'PACKAGE_UNSAFE' });
    }
  });

  test('drops setuid and setgid bits', async () => {
    const root = await treeOf('usr/bin/worker*', 'usr/bin/helper');
    await chmod(path.join(root, 'usr/bin/helper'), 0o6644);
    await installTree(root, undefined);
    expect((await stat(path.join(root, 'usr/bin/helper'))).mode & 0o7777).toBe(0o644);
  });
});
