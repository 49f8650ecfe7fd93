import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import { formatProblem } from '../src/index.js';
import { readPkgbuild } from '../src/node.js';

it('reads a recipe with its neighbours', async () => {
  const folder = await useTempDir();
  const file = path.join(folder, 'recipe');
  await writeFile(file, 'source lib.sh\npkgname=p\npkgver=$_v\npkgrel=1\narch=(any)\n_here=$startdir\n');
  await writeFile(path.join(folder, 'lib.sh'), '_v=3\n');
  const { pkgbuild } = await readPkgbuild(file);
  expect([pkgbuild?.pkgver, pkgbuild?.scalars.get('_here')]).toEqual(['3', folder]);
  const other = await readPkgbuild(file, { facts: { files: { 'lib.sh': '_v=4\n' } } });
  expect(other.pkgbuild?.pkgver).toBe('4');
});

it('reads what the recipe names below the root, and nothing outside of it', async () => {
  const root = await useTempDir();
  const outside = await useTempDir();
  await writeFile(path.join(outside, 'secret'), '_v=secret\n');
  await mkdir(path.join(root, 'common'));
  await mkdir(path.join(root, 'recipe', 'sub'), { recursive: true });
  await writeFile(path.join(root, 'common', 'lib.sh'), '. ../common/$_next\n');
  await writeFile(path.join(root, 'common', 'more.sh'), '_v=5\n');
  await symlink(path.join(outside, 'secret'), path.join(root, 'recipe', 'link'));
  const file = path.join(root, 'recipe', 'PKGBUILD');
  const recipe = async (lines: string, among?: string) => {
    await writeFile(file, `pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n_v=1\n${lines}\n:\n`);
    const { pkgbuild, problems } = await readPkgbuild(file, { root: among });
    return pkgbuild?.scalars.get('_v') ?? problems.map(formatProblem).join();
  };
  const common = '_next=more.sh\n. "$startdir/../common/lib.sh"';
  expect(await recipe(common, root)).toBe('5');
  expect(await recipe(common)).toMatch(/depends on the file/);
  expect(await recipe('. ../common/none', root)).toBe('1');
  expect(await recipe('[ -e sub/none ] || _v=2')).toBe('2');
  expect(await recipe('[ -f sub ] || _v=2')).toMatch(/_v is not known/);
  expect(await recipe('. ./link', root)).toMatch(/depends on the file/);
  expect(await recipe(`. ${outside}/none`, root)).toMatch(/depends on the file/);
  expect(await recipe('. ./__proto__')).toBe('1');
});

it('rejects with the reason of its signal', async () => {
  const reason = new Error('enough');
  expect(await rejectionOf(readPkgbuild('PKGBUILD', { signal: AbortSignal.abort(reason) }))).toBe(reason);
});

it('rejects with the error of the file system', async () => {
  expect(await rejectionOf(readPkgbuild('/nonexistent/PKGBUILD'))).toMatchObject({ code: 'ENOENT' });
});
