import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { makePrivateFolder } from '../../src/files/index.js';

describe('makePrivateFolder', () => {
  test('makes it with its parents, and closes one that is open to others', async () => {
    const root = await useTempDir();
    const folder = path.join(root, 'a/b');
    expect(await makePrivateFolder(folder)).toBe(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await mkdir(path.join(root, 'open'), { mode: 0o755 });
    await makePrivateFolder(path.join(root, 'open'));
    expect((await stat(path.join(root, 'open'))).mode & 0o777).toBe(0o700);
  });

  test.each([
    ['a link to a folder', (root: string, at: string) => symlink(root, at)],
    ['a link to nothing', (_: string, at: string) => symlink('nothing', at)],
    ['a file', (_: string, at: string) => writeFile(at, '')],
  ])('refuses %s', async (_, make) => {
    const root = await useTempDir();
    await make(root, path.join(root, 'x'));
    expect(await rejectionOf(makePrivateFolder(path.join(root, 'x')))).toMatchObject({ code: 'EFTYPE' });
    expect(await readdir(root)).toStrictEqual(['x']);
  });

  test('says what the system says where it cannot be made', async () => {
    const root = await useTempDir();
    await writeFile(path.join(root, 'file'), '');
    expect(await rejectionOf(makePrivateFolder(path.join(root, 'file/x')))).toMatchObject({
      code: 'ENOTDIR',
    });
  });
});
