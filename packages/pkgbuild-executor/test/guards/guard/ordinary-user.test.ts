import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect } from 'vitest';
import { BUILT_PACKAGE } from '../../built.js';
import { itInEachGuard } from '../../guards.js';

const OTHER_USER = 65_534;

/** Where tests run as root, the other kind of user is this one. */
const USERS = process.getuid?.() === 0 ? [OTHER_USER] : [process.getuid?.() ?? OTHER_USER];

describe.each(USERS)('user %i', (uid) => {
  itInEachGuard('runs recipes (sandbox: %s)', { timeout: 30_000 }, async (sandbox) => {
    const outer = await useTempDir();
    const root = path.join(outer, 'a "quoted" folder');
    for (const folder of [root, ...['src', 'pkg', 'work'].map((name) => path.join(root, name))])
      await mkdir(folder);
    await writeFile(
      path.join(root, 'PKGBUILD'),
      `pkgname=demo\npkgver=1\npkgrel=1\narch=(any)
build() { id -u; echo made > file; _grow() { sleep 4321.9 & for _i in 1 2 3; do ( _grow ) & done; wait; }; [[ $startdir != */bomb ]] || _grow; [[ $startdir != */hide ]] || _hide; }
_hide() { mkdir hidden; exec 9>hidden/file; chmod 0 hidden; while :; do head -c 20000000 /dev/zero >&9; sleep 0.1; done; }
package() { install -Dm644 -o root -g root file "$pkgdir/file" 2>/dev/null || install -Dm644 file "$pkgdir/file"; }
`,
    );
    await writeFile(path.join(outer, 'run.mjs'), runScript(root, sandbox));
    for (const name of [
      '',
      'run.mjs',
      ...['', 'src', 'pkg', 'work', 'PKGBUILD'].map((file) => path.join(path.basename(root), file)),
    ])
      await chown(path.join(outer, name), uid, uid);
    await chmod(outer, 0o755);
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(outer, 'run.mjs')], {
      ...(process.getuid?.() === 0 ? { uid, gid: uid } : {}),
      env: { PATH: process.env.PATH, TMPDIR: outer, HOME: outer },
    });
    // Otherwise an ordinary user could not remove the folder.
    await chmod(path.join(root, 'hide/src/hidden'), 0o700);
    expect(stderr.toString()).toBe('');
    expect(JSON.parse(stdout.toString())).toEqual({
      guard: sandbox === 'off' ? 'none' : 'bubblewrap',
      lines: [String(uid)],
      limits: ['processes', 'disk'],
    });
    expect(processesMentioning('4321.9')).toEqual([]);
  });
});

/** Runs the recipe as it is, then so that it forks without end, and so that it hides what it writes. */
function runScript(root: string, sandbox: string): string {
  return `import { executePkgbuild } from ${JSON.stringify(BUILT_PACKAGE)};
import { cp } from 'node:fs/promises';
const root = ${JSON.stringify(root)};
for (const kind of ['bomb', 'hide']) {
  for (const name of ['PKGBUILD', 'src', 'pkg', 'work']) await cp(root + '/' + name, root + '/' + kind + '/' + name, { recursive: true });
}
const lines = [];
const run = (folder) => executePkgbuild({
  pkgbuildPath: folder + '/PKGBUILD', startDir: folder, srcDir: folder + '/src', pkgDir: folder + '/pkg',
  workDir: folder + '/work', pkgbase: 'demo', pkgnames: ['demo'], functions: ['build', 'package'], carch: 'x86_64',
  env: { PATH: process.env.PATH }, sandbox: ${JSON.stringify(sandbox)}, limits: { processes: 100, diskBytes: 60_000_000, phaseMilliseconds: 8_000, graceMilliseconds: 100 },
  onEvent: (event) => { if (event.type === 'output' && folder === root) lines.push(event.line); },
});
const { guard } = await run(root);
const limits = [];
for (const kind of ['bomb', 'hide']) await run(root + '/' + kind).catch((thrown) => limits.push(thrown.limit));
console.log(JSON.stringify({ guard, lines, limits }));
`;
}
