import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describeWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { openTestCatalog } from '../../support.js';

const NOBODY = 65_534;

/** What recipes do with their sources, each line in the shape of a public one; `report` shows what came of it. */
const RECIPE = `pkgname=links
pkgver=1
pkgrel=1
arch=(any)
source=(a.sh b.sh c.sh d.sh e.sh f.sh renamed::file://ROOT/g)
sha256sums=(SKIP SKIP SKIP SKIP SKIP SKIP SKIP)
_where() { readlink "$srcdir/$1" | sed "s|^$SRCDEST/|SRCDEST/|;s|^$startdir/|SRCDEST/|"; }
_show() { echo "$1: $(stat -c '%F %a' "$1"), $(stat -L -c '%F %a' "$1"), $(head -c 40 "$1" | tr '\\n' '~'), $(_where "$1")"; }
build() {
  { for f in *; do _show $f; done
    chmod +x a.sh
    sed -i s/echo/printf/ b.sh
    echo more >> c.sh
    mv d.sh d2.sh
    cp --remove-destination "$(readlink -f "$srcdir/e.sh")" "$srcdir/e.sh"
    touch -d @1 f.sh
    sed -i --follow-symlinks s/echo/true/ f.sh
    ln -sf f.sh f2.sh
    for f in *.sh; do _show $f; done
    (cd "$srcdir" && find . -type l | sort)
    [[ -d $SRCDEST && -w $SRCDEST ]] && echo writable
  } > ../report
  mv ../report report
}
package() {
  install -Dm644 report "$pkgdir/usr/share/links/report"
  install -Dm755 a.sh "$pkgdir/usr/bin/links"
}
`.replace('> ../report\n  mv ../report report', '> /tmp/report.$$\n  mv /tmp/report.$$ report');

async function writeRecipe(): Promise<string> {
  const folder = path.join(await useTempDir(), 'links');
  await mkdir(folder);
  for (const name of ['a.sh', 'b.sh', 'c.sh', 'd.sh', 'e.sh', 'f.sh', 'g'])
    await writeFile(path.join(folder, name), `#!/bin/sh\necho ${name}\n`, { mode: 0o644 });
  await writeFile(path.join(folder, 'PKGBUILD'), RECIPE.replace('ROOT', folder));
  return folder;
}

describeWith('makepkg', 'what a recipe finds and does in $srcdir', () => {
  test('is what it would be with makepkg: links to files that it may change', async () => {
    const ours = await writeRecipe();
    const { catalog, job } = await openTestCatalog('http://127.0.0.1:9');
    const worker = await catalog.provisionAndAddFrom(ours, job());
    const theirs = await writeRecipe();
    await runMakepkg(theirs);
    const report = 'usr/share/links/report';
    const expected = await readFile(path.join(theirs, 'pkg/links', report), 'utf8');
    expect(expected).toContain('SRCDEST/a.sh');
    expect(
      await readFile(path.join(path.dirname(path.dirname(path.dirname(worker.path))), report), 'utf8'),
    ).toBe(expected);
    // The recipe's own folder is not the build's.
    expect(await readFile(path.join(ours, 'c.sh'), 'utf8')).toBe('#!/bin/sh\necho c.sh\n');
  });
});

async function runMakepkg(folder: string): Promise<void> {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const files = ['a.sh', 'b.sh', 'c.sh', 'd.sh', 'e.sh', 'f.sh', 'g', 'PKGBUILD'];
  if (user.uid !== undefined)
    for (const file of [path.dirname(folder), folder, ...files.map((name) => path.join(folder, name))])
      await chown(file, NOBODY, NOBODY);
  const env = { PATH: process.env.PATH, HOME: folder, USER: 'me', PACKAGER: 'x', LC_ALL: 'C.UTF-8' };
  const run = ['-c', 'umask 022; exec makepkg --noarchive --nodeps --noconfirm'];
  await promisify(execFile)('sh', run, { cwd: folder, env, ...user });
}
