import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { type ExecuteOptions, executePkgbuild } from '@rbee/pkgbuild-executor';
import { median, reportRow } from '@rbee-internal/test-kit/bench';
import { demoOptions, makeDemoFolder } from './demo-build.js';

/** Prints the median time of a small recipe: plain bash, this package without and with a sandbox, and makepkg. */
const ROUNDS = Number(process.argv[2] ?? 15);
const PKGBUILD = `pkgname=demo
pkgver=1
pkgrel=1
arch=(any)
build() { echo text > file; }
package() { install -Dm644 file "$pkgdir/usr/file"; }
`;

async function timesOf(work: () => unknown): Promise<number[]> {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

async function runUs(changes: Partial<ExecuteOptions>): Promise<void> {
  const root = makeDemoFolder(PKGBUILD);
  await executePkgbuild({
    ...demoOptions(root, ['build', 'package']),
    ...changes,
  });
  rmSync(root, { recursive: true });
}

function runBash(): void {
  const root = makeDemoFolder(PKGBUILD);
  for (const call of ['build', 'pkgdir=$PWD/../pkg/demo package'])
    spawnSync('bash', ['-c', `. ../PKGBUILD; ${call}`], { cwd: path.join(root, 'src') });
  rmSync(root, { recursive: true });
}

/** makepkg refuses root: then it runs as another user. */
function runMakepkg(): void {
  const root = makeDemoFolder(PKGBUILD);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) spawnSync('chown', ['-R', '65534:65534', root]);
  const { status, stderr } = spawnSync('makepkg', ['-d', '-f', '--noarchive'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: root },
    ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
  });
  if (status !== 0) throw new Error(`makepkg failed: ${stderr}`);
  rmSync(root, { recursive: true });
}

const rows: readonly [string, () => unknown][] = [
  ['bash -c, twice', runBash],
  ['sandbox off, no fakeroot, no tidying', () => runUs({ sandbox: 'off', fakeroot: 'off', tidy: false })],
  ['sandbox off', () => runUs({ sandbox: 'off' })],
  ['sandbox required', () => runUs({ sandbox: 'require' })],
  ['makepkg -d -f --noarchive', runMakepkg],
];
const taken = new Map<string, number[]>();
for (const [name, work] of rows) {
  const times = await timesOf(work);
  taken.set(name, times);
  console.log(`${median(times).toFixed(1).padStart(8)} ms  ${name}`);
}
const peer = 'makepkg -d -f --noarchive';
for (const name of ['sandbox off', 'sandbox required'])
  reportRow({
    name: `a small recipe, ${name}`,
    ours: taken.get(name) ?? [],
    peer,
    theirs: taken.get(peer) ?? [],
  });
