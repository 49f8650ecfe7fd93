import { chmod, lstat, mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { settlePackage } from '../../src/package/settle-package.js';
import { describeEachGuard } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';
const NEVER = new AbortController().signal;

describeEachGuard('a package after its function (sandbox: %s)', (sandbox) => {
  it('has relative links into itself, those out of it as they were, and no privileges', async () => {
    const recipe = await writeRecipe(
      `${HEAD}package() {
  cd "$pkgdir"
  install -Dm4755 /dev/null opt/app/app
  install -d usr/bin usr/share usr/lib/app var/lib/app
  ln -s /opt/app/app usr/bin/app
  ln -s ../../opt/app/app usr/bin/app-relative
  ln -s "$pkgdir/opt/app/app" usr/bin/app-by-pkgdir
  ln -s app usr/bin/app-server
  ln -s ../../bin/app usr/lib/app/runner
  ln -s /var/lib/app usr/share/app
  ln -s /etc/hosts usr/share/hosts
  ln -s ../../../../../etc/hosts usr/share/above
  ln -s nowhere usr/share/dangling
}
`,
      { sandbox },
    );
    const { packages } = await recipe.run();
    const [built] = packages;
    const bin = path.join(built?.pkgDir ?? '', 'usr/bin');
    expect(await readlink(path.join(bin, 'app'))).toBe('../../opt/app/app');
    expect(await readlink(path.join(bin, 'app-relative'))).toBe('../../opt/app/app');
    expect(await readlink(path.join(bin, 'app-by-pkgdir'))).toBe('../../opt/app/app');
    expect(await readlink(path.join(bin, 'app-server'))).toBe('app');
    expect(await readlink(path.join(bin, '../lib/app/runner'))).toBe('../../bin/app');
    expect(await readlink(path.join(bin, '../share/app'))).toBe('../../var/lib/app');
    expect((await lstat(path.join(bin, '../../opt/app/app'))).mode & 0o7777).toBe(0o755);
    expect(built?.outwardLinks).toEqual([
      { path: 'usr/share/above', target: '../../../../../etc/hosts', reason: 'outside' },
      { path: 'usr/share/dangling', target: 'nowhere', reason: 'missing' },
      { path: 'usr/share/hosts', target: '/etc/hosts', reason: 'outside' },
    ]);
    const changes = [...(built?.changes ?? [])].sort((one, other) => (one.path < other.path ? -1 : 1));
    expect(changes).toEqual([
      { change: 'privileges-dropped', path: 'opt/app/app', mode: 0o4755 },
      { change: 'link-made-relative', path: 'usr/bin/app', target: '../../opt/app/app', was: '/opt/app/app' },
      {
        change: 'link-made-relative',
        path: 'usr/bin/app-by-pkgdir',
        target: '../../opt/app/app',
        was: `${built?.pkgDir}/opt/app/app`,
      },
      {
        change: 'link-made-relative',
        path: 'usr/share/app',
        target: '../../var/lib/app',
        was: '/var/lib/app',
      },
    ]);
    const events = recipe.events.filter(({ type }) => type === 'package-changed');
    expect(events).toEqual(
      (built?.changes ?? []).map((change) => ({
        type: 'package-changed',
        phase: 'package',
        package: 'demo',
        ...change,
      })),
    );
  });

  it('is each of a split recipe, and none follows a link into another', async () => {
    const recipe = await writeRecipe(
      `pkgbase=demo
pkgname=(srv srv-cuda)
pkgver=1
pkgrel=1
arch=(any)
package_srv() { install -Dm755 /dev/null "$pkgdir/usr/bin/srv"; }
package_srv-cuda() {
  install -Dm644 /dev/null "$pkgdir/usr/lib/srv/backend.so"
  install -d "$pkgdir/opt"; ln -s ../../srv "$pkgdir/opt/srv"; ln -s "$srcdir" "$pkgdir/opt/src"
}
`,
      { sandbox, pkgnames: ['srv', 'srv-cuda'] },
    );
    const { packages } = await recipe.run();
    expect(await Promise.all(packages.map(({ pkgDir }) => listTree(pkgDir)))).toEqual([
      ['usr/', 'usr/bin/', 'usr/bin/srv'],
      expect.arrayContaining(['opt/srv', 'opt/src', 'usr/lib/srv/backend.so']),
    ]);
    expect(packages[1]?.outwardLinks).toEqual([
      { path: 'opt/src', target: recipe.options.srcDir, reason: 'outside' },
      { path: 'opt/srv', target: '../../srv', reason: 'outside' },
    ]);
  });
});

describe('settlePackage', () => {
  it('follows links to links, and none in a circle without end', async () => {
    const folder = await useTempDir();
    await mkdir(path.join(folder, 'usr/lib'), { recursive: true });
    await writeFile(path.join(folder, 'usr/lib/a.so.1'), '');
    await symlink('usr/lib', path.join(folder, 'lib'));
    await symlink('/lib/a.so.1', path.join(folder, 'usr/a.so'));
    await symlink('/usr/a.so', path.join(folder, 'b.so'));
    await symlink('/round', path.join(folder, 'round'));
    const { outwardLinks } = await settlePackage(folder, NEVER);
    expect(await readlink(path.join(folder, 'usr/a.so'))).toBe('../lib/a.so.1');
    expect(await readlink(path.join(folder, 'b.so'))).toBe('usr/a.so');
    expect(outwardLinks).toEqual([{ path: 'round', target: '/round', reason: 'outside' }]);
  });

  it('makes a link to the package’s root relative, and leaves what is outside alone', async () => {
    const folder = await useTempDir();
    const other = await useTempDir();
    await writeFile(path.join(other, 'file'), '');
    await chmod(path.join(other, 'file'), 0o4755);
    await mkdir(path.join(folder, 'a'));
    await symlink('/', path.join(folder, 'a/root'));
    await symlink(other, path.join(folder, 'out'));
    const { outwardLinks } = await settlePackage(folder, NEVER);
    expect(await readlink(path.join(folder, 'a/root'))).toBe('..');
    expect(outwardLinks).toEqual([{ path: 'out', target: other, reason: 'outside' }]);
    expect((await lstat(path.join(other, 'file'))).mode & 0o7777).toBe(0o4755);
  });

  it('drops privileges of files that cannot be read, and keeps the sticky bit', async () => {
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'hidden'), '');
    await chmod(path.join(folder, 'hidden'), 0o6111);
    await mkdir(path.join(folder, 'shared'));
    await chmod(path.join(folder, 'shared'), 0o3777);
    const { changes } = await settlePackage(folder, NEVER);
    expect(changes.map((change) => change.path)).toEqual(['hidden', 'shared']);
    expect((await lstat(path.join(folder, 'hidden'))).mode & 0o7777).toBe(0o111);
    expect((await lstat(path.join(folder, 'shared'))).mode & 0o7777).toBe(0o1777);
  });

  it('rejects with the reason of its signal', async () => {
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'file'), '');
    expect(await rejectionOf(settlePackage(folder, AbortSignal.abort('enough')))).toBe('enough');
  });
});
