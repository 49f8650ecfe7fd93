import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { processesMentioning, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { GUARDS } from './recipe.js';

const NOBODY = 65_534;
const SOURCE = pathToFileURL(path.join(import.meta.dirname, '../src/index.ts')).href;
const LOADER = pathToFileURL(
  createRequire(path.join(import.meta.dirname, '../../../package.json')).resolve('tsx'),
).href;

/** Where tests run as root, the other kind of user is nobody. */
const USERS = process.getuid?.() === 0 ? [NOBODY] : [process.getuid?.() ?? NOBODY];

describe.each(USERS)('user %i', (uid) => {
  it.each(GUARDS)('runs recipes (sandbox: %s)', { timeout: 30_000 }, async (sandbox) => {
    const outer = await useTempDir();
    const root = path.join(outer, 'a "quoted" folder');
    for (const folder of [root, ...['src', 'pkg', 'work'].map((name) => path.join(root, name))])
      await mkdir(folder);
    await writeFile(
      path.join(root, 'PKGBUILD'),
      `pkgname=demo\npkgver=1\npkgrel=1\narch=(any)
build() { id -u; echo made > file; _grow() { sleep 4321.9 & for _i in 1 2 3; do ( _grow ) & done; wait; }; [[ $startdir != */bomb ]] || _grow; }
package() { install -Dm644 -o root -g root file "$pkgdir/file" 2>/dev/null || install -Dm644 file "$pkgdir/file"; }
`,
    );
    await writeFile(path.join(outer, 'run.mts'), runScript(root, sandbox));
    for (const name of [
      '',
      'run.mts',
      ...['', 'src', 'pkg', 'work', 'PKGBUILD'].map((file) => path.join(path.basename(root), file)),
    ])
      await chown(path.join(outer, name), uid, uid);
    await chmod(outer, 0o755);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', LOADER, path.join(outer, 'run.mts')],
      {
        ...(process.getuid?.() === 0 ? { uid, gid: uid } : {}),
        env: { PATH: process.env.PATH, TMPDIR: outer, HOME: outer },
      },
    );
    expect(stderr.toString()).toBe('');
    expect(JSON.parse(stdout.toString())).toEqual({
      guard: sandbox === 'off' ? 'none' : 'bubblewrap',
      lines: [String(uid)],
      limit: 'processes',
    });
    expect(processesMentioning('4321.9')).toEqual([]);
  });
});

/** Runs the recipe once as it is, and once so that it forks without end. */
function runScript(root: string, sandbox: string): string {
  return `import { executePkgbuild } from ${JSON.stringify(SOURCE)};
import { cp } from 'node:fs/promises';
const bomb = ${JSON.stringify(path.join(root, 'bomb'))};
await cp(${JSON.stringify(path.join(root, 'PKGBUILD'))}, bomb + '/PKGBUILD');
for (const name of ['src', 'pkg', 'work']) await cp(${JSON.stringify(root)} + '/' + name, bomb + '/' + name, { recursive: true });
const lines = [];
const run = (folder) => executePkgbuild({
  pkgbuildPath: folder + '/PKGBUILD', startDir: folder, srcDir: folder + '/src', pkgDir: folder + '/pkg',
  workDir: folder + '/work', pkgbase: 'demo', pkgnames: ['demo'], functions: ['build', 'package'], carch: 'x86_64',
  env: { PATH: process.env.PATH }, sandbox: ${JSON.stringify(sandbox)}, limits: { processes: 100, graceMilliseconds: 100 },
  onEvent: (event) => { if (event.type === 'output' && folder !== bomb) lines.push(event.line); },
});
const { guard } = await run(${JSON.stringify(root)});
const error = await run(bomb).catch((thrown) => thrown);
console.log(JSON.stringify({ guard, lines, limit: error.limit }));
`;
}
