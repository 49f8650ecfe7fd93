import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { type ExecuteEvent, executePkgbuild } from '../../src/index.js';

const SPLIT = `pkgbase=tools
pkgname=(tools tools-docs)
pkgver=1
pkgrel=1
arch=(any)
echo "sourced"
helper() { echo helped; }
build() { echo "$pkgbase $CARCH" > "$srcdir/built"; }
package_tools() { install -Dm644 built "$pkgdir/usr/share/built"; }
package_tools-docs() { install -Dm644 built "$pkgdir/usr/share/doc/built"; }
`;

/** A recipe in a folder of its own, and an empty folder to build in. */
async function makeRecipe(pkgbuild: string) {
  const root = await useTempDir();
  const [recipe, buildDir] = [path.join(root, 'recipe'), path.join(root, 'build')];
  for (const folder of [recipe, buildDir]) await mkdir(folder);
  await writeFile(path.join(recipe, 'PKGBUILD'), pkgbuild);
  return { recipe, buildDir, pkgbuildPath: path.join(recipe, 'PKGBUILD') };
}

describe('a PKGBUILD and a folder', () => {
  it('are enough for a build: the file says which packages and functions it has', async () => {
    const { recipe, buildDir, pkgbuildPath } = await makeRecipe(SPLIT);
    const events: ExecuteEvent[] = [];
    const onEvent = (event: ExecuteEvent) => events.push(event);
    const { packages, phases } = await executePkgbuild({ pkgbuildPath, buildDir, onEvent });
    expect(phases.map(({ phase, package: name }) => [phase, name])).toEqual([
      ['build', undefined],
      ['package', 'tools'],
      ['package', 'tools-docs'],
    ]);
    expect(packages.map(({ name, pkgDir }) => [name, pkgDir])).toEqual([
      ['tools', path.join(buildDir, 'pkg/tools')],
      ['tools-docs', path.join(buildDir, 'pkg/tools-docs')],
    ]);
    const built = await readFile(path.join(buildDir, 'pkg/tools/usr/share/built'), 'utf8');
    expect(built).toMatch(/^tools (?:x86_64|aarch64)\n$/);
    // What the file prints when it is asked is no output of a phase.
    expect(events.filter((event) => event.type === 'output' && event.line === 'sourced')).toHaveLength(2);
    expect([await readdir(recipe), await readdir(buildDir)]).toEqual([['PKGBUILD'], ['pkg', 'src']]);
  });

  it('are beside each other where no folder is named, as with makepkg', async () => {
    const { recipe, pkgbuildPath } = await makeRecipe(
      'pkgname=one\npkgver=1\npkgrel=1\narch=(any)\npackage() { :; }\n',
    );
    await executePkgbuild({ pkgbuildPath });
    expect(await readdir(recipe)).toEqual(['PKGBUILD', 'pkg', 'src']);
  });

  it('leave what is given as it is', async () => {
    const { buildDir, pkgbuildPath } = await makeRecipe(SPLIT);
    const { packages, phases } = await executePkgbuild({
      pkgbuildPath,
      buildDir,
      pkgnames: ['tools-docs'],
      functions: ['build', 'package_tools-docs'],
    });
    expect([packages.map(({ name }) => name), phases.length]).toEqual([['tools-docs'], 2]);
  });

  it('are refused before any function where the file names no package, or one that is none', async () => {
    for (const [names, code] of [
      ['pkgver=1', 'INVALID_NAME'],
      ['pkgname=../out', 'INVALID_NAME'],
      ['exit 3', 'SOURCE_FAILED'],
    ] as const) {
      const { buildDir, pkgbuildPath } = await makeRecipe(`${names}\nbuild() { touch "$startdir/ran"; }\n`);
      expect(await rejectionOf(executePkgbuild({ pkgbuildPath, buildDir })), names).toMatchObject({ code });
      expect(await readdir(path.dirname(pkgbuildPath))).toEqual(['PKGBUILD']);
      expect((await readdir(buildDir)).filter((name) => name.startsWith('.work'))).toEqual([]);
    }
  });
});
