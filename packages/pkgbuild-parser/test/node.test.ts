import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
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

it('rejects with the reason of its signal', async () => {
  const reason = new Error('enough');
  expect(await rejectionOf(readPkgbuild('PKGBUILD', { signal: AbortSignal.abort(reason) }))).toBe(reason);
});

it('rejects with the error of the file system', async () => {
  expect(await rejectionOf(readPkgbuild('/nonexistent/PKGBUILD'))).toMatchObject({ code: 'ENOENT' });
});
