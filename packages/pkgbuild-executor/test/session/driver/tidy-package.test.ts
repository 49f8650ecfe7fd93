import { readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { listTree, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import type { ExecuteOptions } from '../../../src/index.js';
import { runTool } from '../../installed-tools.js';
import { writeRecipe } from '../../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

const MAKE_TREE = `_file() { install -Dm644 /dev/stdin "$pkgdir/$1" <<<"\${2-text}"; }
package() {
  _file usr/share/doc/demo/README
  _file opt/demo/gtk-doc/x
  _file usr/lib/libdemo.la
  _file usr/lib/libdemo.a; _file usr/lib/libdemo.so
  _file usr/lib/libonly.a
  _file usr/share/info/dir
  _file usr/lib/perl5/.packlist; _file usr/lib/perl5/a.pod
  mkdir -p "$pkgdir/var/empty/deep"
  _file usr/share/man/man1/demo.1 page
  ln -s demo.1 "$pkgdir/usr/share/man/man1/alias.1"
  ln "$pkgdir/usr/share/man/man1/demo.1" "$pkgdir/usr/share/man/man1/twin.1"
  mkdir -p "$pkgdir/usr/share/man/de/man1"
  ln -s ../../man1/demo.1 "$pkgdir/usr/share/man/de/man1/demo.1"
}
`;

async function filesAfter(options: readonly string[], changes: Partial<ExecuteOptions> = {}) {
  const recipe = await writeRecipe(`${HEAD}options=(${options.join(' ')})\n${MAKE_TREE}`, changes);
  await recipe.run();
  const folder = path.join(recipe.options.pkgDir, 'demo');
  return {
    folder,
    files: (await listTree(folder)).filter((file) => !file.endsWith('/') || file.startsWith('var')),
  };
}

describe('tidying', () => {
  it('follows Arch’s options', async () => {
    const { folder, files } = await filesAfter([]);
    expect(files).toEqual([
      'opt/demo/gtk-doc/x',
      'usr/lib/libdemo.so',
      'usr/lib/libonly.a',
      'usr/share/doc/demo/README',
      'usr/share/man/de/man1/demo.1.gz',
      'usr/share/man/man1/alias.1.gz',
      'usr/share/man/man1/demo.1.gz',
      'usr/share/man/man1/twin.1.gz',
      'var/',
      'var/empty/',
      'var/empty/deep/',
    ]);
    const manual = path.join(folder, 'usr/share/man');
    expect(await readlink(path.join(manual, 'man1/alias.1.gz'))).toBe('demo.1.gz');
    expect(await readlink(path.join(manual, 'de/man1/demo.1.gz'))).toBe('../../man1/demo.1.gz');
    expect(gunzipSync(await readFile(path.join(manual, 'man1/demo.1.gz'))).toString()).toBe('page\n');
    const [one, other] = await Promise.all(
      ['demo', 'twin'].map((name) => stat(path.join(manual, `man1/${name}.1.gz`))),
    );
    expect(one?.ino).toBe(other?.ino);
  });

  it('leaves everything as it is with tidy: false', async () => {
    const { files } = await filesAfter(['libtool', 'staticlibs', '!purge', '!zipman']);
    expect(files.length).toBe(16);
    expect((await filesAfter([], { tidy: false })).files).toEqual(files);
  });

  it('removes documents and empty folders', async () => {
    const { files } = await filesAfter(['!docs', '!emptydirs', '!zipman']);
    expect(files).toEqual([
      'usr/lib/libdemo.so',
      'usr/lib/libonly.a',
      'usr/share/man/de/man1/demo.1',
      'usr/share/man/man1/alias.1',
      'usr/share/man/man1/demo.1',
      'usr/share/man/man1/twin.1',
    ]);
  });

  it('follows the options of each package of several', async () => {
    const recipe = await writeRecipe(
      `pkgname=(a b)\npkgver=1\npkgrel=1\narch=(any)
package_a() { options=(!docs); install -D /dev/null "$pkgdir/usr/share/doc/x"; }
package_b() { install -D /dev/null "$pkgdir/usr/share/doc/x"; }
`,
      { pkgnames: ['a', 'b'] },
    );
    await recipe.run();
    expect((await listTree(recipe.options.pkgDir)).filter((file) => file.endsWith('x'))).toEqual([
      'b/usr/share/doc/x',
    ]);
  });

  it('strips programs, libraries and archives by their kind', async () => {
    const recipe = await writeRecipe(`${HEAD}options=(staticlibs)
_build() { cc -g -o prog main.c; cc -g -shared -fPIC -o lib.so main.c; cc -g -c main.c; ar rcs lib.a main.o; }
package() {
  echo 'int answer(void) { return 42; } int main(void) { return 0; }' > main.c
  _build; install -Dm755 prog lib.so -t "$pkgdir/usr/lib"; install -m644 lib.a "$pkgdir/usr/lib"
  install -m444 prog "$pkgdir/usr/lib/readonly"; echo '#!/bin/sh' > "$pkgdir/usr/lib/script"
}
`);
    await recipe.run();
    const sections = (file: string) =>
      runTool('readelf', ['-SW', path.join(recipe.options.pkgDir, 'demo/usr/lib', file)]).stdout.toString();
    expect(sections('prog')).not.toMatch(/\.symtab|\.debug_info/);
    expect(sections('lib.so')).not.toMatch(/\.debug_info/);
    expect(sections('lib.a')).toMatch(/\.symtab/);
    expect(sections('lib.a')).not.toMatch(/\.debug_info/);
    expect(sections('readonly')).toMatch(/\.debug_info/);
  });
});

describe('what does not belong in a package', () => {
  it('refuses dot files in the root and newlines in names', async () => {
    const recipe = await writeRecipe(
      `${HEAD}package() { touch "$pkgdir/.hidden" "$pkgdir/new"$'\\n'line; mkdir -p "$pkgdir/etc"; touch "$pkgdir/etc/.fine"; }\n`,
    );
    const error = await rejectionOf(recipe.run());
    expect(error).toMatchObject({ code: 'PACKAGE_INVALID', package: 'demo', phase: 'package' });
    expect(String(error)).toContain("Dot file in the package's root: .hidden");
    expect(String(error)).toContain('Newline in a path:');
    expect(String(error)).not.toContain('fine');
  });

  it('warns of references to the build’s folders and of a missing backup', async () => {
    const recipe = await writeRecipe(
      `${HEAD}backup=(etc/there etc/gone)\npackage() { install -D /dev/null "$pkgdir/etc/there"; echo "$srcdir" > "$pkgdir/etc/path"; }\n`,
    );
    const { packages } = await recipe.run();
    expect(packages[0]?.warnings).toEqual([
      'backup names a file that is not in the package: etc/gone',
      'The package contains a reference to $srcdir',
    ]);
    expect(recipe.lines('stderr')).toContain('==> WARNING: The package contains a reference to $srcdir');
  });
});
