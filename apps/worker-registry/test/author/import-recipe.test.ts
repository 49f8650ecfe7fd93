import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { importRecipe } from '../../src/author/import-recipe.js';
import { readFolder } from '../../src/store/read-folder.js';

const RECIPE = `pkgname=Some-Server
pkgver=1.2
pkgrel=1
pkgdesc='Serves something'
arch=(x86_64 aarch64 riscv64)
license=(MIT)
depends=(gcc-libs)
makedepends=(cmake)
source=(fix.patch)
sha256sums=(SKIP)
package() {
  install -Dm755 server "$pkgdir/usr/bin/some-server"
}
`;

async function useRecipe(text = RECIPE) {
  const folder = await useTempDir();
  const file = path.join(folder, 'recipe/PKGBUILD');
  await mkdir(path.dirname(file));
  await writeFile(file, text);
  await writeFile(path.join(folder, 'recipe/fix.patch'), 'patch');
  return { file, workers: path.join(folder, 'workers') };
}

test('a recipe becomes an entry that passes the checks, and what is open is said', async () => {
  const { file, workers } = await useRecipe();
  const { folder, open } = await importRecipe(file, { workers });
  expect((await readdir(folder)).sort()).toEqual(['PKGBUILD', 'fix.patch', 'worker.json']);
  expect(await readFile(path.join(folder, 'PKGBUILD'), 'utf8')).toBe(RECIPE);
  expect(JSON.parse(await readFile(path.join(folder, 'worker.json'), 'utf8'))).toEqual({
    ...{ id: 'some-server', name: 'Some-Server', version: '1.2', worker_type: 'cpu' },
    ...{ description: 'Serves something', license: 'MIT', platforms: ['linux'] },
    ...{ architectures: ['x86_64', 'aarch64'], depends: ['gcc-libs'], makedepends: ['cmake'] },
    binary_name: 'some-server',
  });
  expect(open.map((line) => line.split(':')[0])).toEqual(['launch', 'probe']);
  const [entry] = await readFolder(workers);
  expect(entry?.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(await rejectionOf(importRecipe(file, { workers }))).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect((await importRecipe(file, { workers, id: 'other-cuda' })).folder).toContain('other-cuda');
});

test('what is not a recipe is refused, and nothing is left', async () => {
  const { file, workers } = await useRecipe('pkgname=x\npkgver=a-b\n');
  expect(await rejectionOf(importRecipe(file, { workers }))).toMatchObject({ code: 'INVALID_WORKER' });
  const missing = importRecipe(`${file}.no`, { workers });
  expect(await rejectionOf(missing)).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await readdir(path.dirname(workers))).toEqual(['recipe']);
});
