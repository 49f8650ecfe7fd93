import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { isExecuteError } from '../../src/index.js';
import { summary, writeRecipe } from '../recipe.js';

describe('pkgver()', () => {
  it('is written into the file, which is read again by the same shell', async () => {
    const recipe = await writeRecipe(`pkgname=demo
pkgver=1.0 # from git
pkgrel=4 # bumped
  pkgver=indented
_derived="v$pkgver"
prepare() {
pkgver=1.0
  pkgver=1.0
  _state=kept
}
pkgver() { echo seen >&2; printf '2.0.r5'; }
build() { echo "$pkgver $pkgrel $_derived $_state $srcdir"; }
package() { echo "$pkgver $pkgrel"; }
`);
    expect((await recipe.run()).pkgver).toBe('2.0.r5');
    expect(await readFile(recipe.options.pkgbuildPath, 'utf8')).toBe(`pkgname=demo
pkgver=2.0.r5 # from git
pkgrel=1 # bumped
  pkgver=indented
_derived="v$pkgver"
prepare() {
pkgver=2.0.r5
  pkgver=1.0
  _state=kept
}
pkgver() { echo seen >&2; printf '2.0.r5'; }
build() { echo "$pkgver $pkgrel $_derived $_state $srcdir"; }
package() { echo "$pkgver $pkgrel"; }
`);
    expect(recipe.lines()).toEqual([
      'seen',
      `indented 1 vindented kept ${recipe.options.srcDir}`,
      'indented 1',
    ]);
    expect(await listTree(recipe.options.startDir)).toEqual(
      expect.arrayContaining(['PKGBUILD', 'pkg/', 'src/', 'work/']),
    );
  });

  it('resets what the top level sets, but nothing else', async () => {
    const recipe = await writeRecipe(`pkgname=demo\npkgver=1\npkgrel=1\n_top=a
prepare() { _top=b; _own=c; }
pkgver() { _lost=d; echo 2; }
build() { echo "$pkgver $_top $_own [$_lost]"; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['2 a c []']);
  });

  it('leaves file and pkgrel alone when the version is the same', async () => {
    const text =
      'pkgname=demo\npkgver=1.5\npkgrel=4\npkgver() { echo 1.5; echo; }\nbuild() { echo "$pkgrel"; }\n';
    const recipe = await writeRecipe(text);
    expect((await recipe.run()).pkgver).toBe('1.5');
    expect(await readFile(recipe.options.pkgbuildPath, 'utf8')).toBe(text);
    expect(recipe.lines()).toEqual(['4']);
  });

  it('takes & and $& as they are, keeps other bytes and the mode, and ends the last line', async () => {
    const recipe = await writeRecipe('');
    const { pkgbuildPath } = recipe.options;
    const text = (version: string) =>
      Buffer.from(
        `pkgname=demo\npkgver='${version}'\npkgrel=1\n# caf\xe9\npkgver() { echo '$&'; }`,
        'latin1',
      );
    await writeFile(pkgbuildPath, text('1'));
    await chmod(pkgbuildPath, 0o640);
    const { executePkgbuild } = await import('../../src/index.js');
    const { pkgver } = await executePkgbuild({
      ...recipe.options,
      functions: ['pkgver'],
      phases: ['pkgver'],
    });
    expect(pkgver).toBe('$&');
    expect(await readFile(pkgbuildPath, 'latin1')).toBe(
      "pkgname=demo\npkgver=$&\npkgrel=1\n# caf\xe9\npkgver() { echo '$&'; }\n",
    );
    expect((await stat(pkgbuildPath)).mode & 0o777).toBe(0o640);
  });

  it('never writes through a link', async () => {
    const text = 'pkgname=demo\npkgver=1\npkgrel=1\npkgver() { echo 2; }\n';
    const recipe = await writeRecipe(text);
    const original = path.join(recipe.options.startDir, 'original');
    await writeFile(original, text);
    const link = path.join(recipe.options.startDir, 'LINK');
    await symlink(original, link);
    const { executePkgbuild } = await import('../../src/index.js');
    await executePkgbuild({ ...recipe.options, pkgbuildPath: link });
    expect(await readFile(original, 'utf8')).toBe(text);
    expect(await readFile(link, 'utf8')).toContain('pkgver=2\n');
  });

  it('fails when the file, read again, cannot be sourced', async () => {
    const recipe = await writeRecipe(
      'pkgname=demo\npkgver=1\npkgrel=1\npkgver() { echo 2; }\n[[ $pkgver = 1 ]]\n',
    );
    expect(await rejectionOf(recipe.run())).toMatchObject({ code: 'SOURCE_FAILED', exitCode: 1 });
    expect(summary(recipe.events)).toEqual(['phase-start pkgver']);
  });

  it.each([
    ['nothing', ':', ''],
    ['a blank', 'echo "1 0"', '1 0'],
    ['a tab', "echo $'1\\t0'", '1\\u00090'],
    ['two lines', 'echo 1; echo 2', '1\\u000a2'],
    ['a slash', 'echo 1/0', '1/0'],
    ['a colon', 'echo 1:0', '1:0'],
    ['a dash', 'echo 1-0', '1-0'],
    ['a letter beyond ASCII', 'echo 1é', '1é'],
    ['what msg prints', 'msg hi; echo 1', '==> hi\\u000a1'],
  ])('refuses %s', async (_, body, shown) => {
    const text = `pkgname=demo\npkgver=1.0\npkgrel=4\npkgver() { ${body}; }\nbuild() { echo ran; }\n`;
    const recipe = await writeRecipe(text);
    const error = await rejectionOf(recipe.run());
    expect(isExecuteError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'INVALID_PKGVER',
      phase: 'pkgver',
      message: `pkgver() printed "${shown}", which is not a valid version: it must be 1 to 4096 bytes of ASCII without blanks, "/", ":" and "-"`,
    });
    expect(await readFile(recipe.options.pkgbuildPath, 'utf8')).toBe(text);
    expect(recipe.lines()).toEqual([]);
  });

  it('refuses output without end as soon as the function ends, and counts it', async () => {
    const long = await writeRecipe('pkgver=1\npkgver() { head -c 5000 /dev/zero | tr "\\0" x; }\n');
    expect(await rejectionOf(long.run())).toMatchObject({ code: 'INVALID_PKGVER' });
    const endless = await writeRecipe('pkgver=1\npkgver() { yes; }\n', { limits: { outputBytes: 100_000 } });
    expect(await rejectionOf(endless.run())).toMatchObject({ code: 'LIMIT', phase: 'pkgver' });
  });

  it('does not wait for a background process that holds its output open', async () => {
    const recipe = await writeRecipe('pkgver=1\npkgver() { sleep 600 & echo 2; }\n');
    const start = Date.now();
    expect((await recipe.run()).pkgver).toBe('2');
    expect(Date.now() - start).toBeLessThan(2_000);
  });

  it('accepts exit 0, as it runs in a shell of its own', async () => {
    const recipe = await writeRecipe('pkgver=1\npkgver() { echo 2; exit 0; }\nbuild() { echo "$pkgver"; }\n');
    await recipe.run();
    expect(recipe.lines()).toEqual(['2']);
  });
});
