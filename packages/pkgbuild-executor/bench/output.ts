import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { executePkgbuild } from '../src/index.js';

/** Prints what a build of so many lines of output costs, beside `bash -c` into a pipe that is read away. */
const LINES = Number(process.argv[2] ?? 5_000_000);
const PRINT = `seq -f 'line %.0f of a build that has much to tell' ${LINES}`;

const root = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
for (const name of ['src', 'pkg', 'work', 'log']) mkdirSync(path.join(root, name));
writeFileSync(
  path.join(root, 'PKGBUILD'),
  `pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\nbuild() { ${PRINT}; }\n`,
);

let start = performance.now();
spawnSync('bash', ['-c', `${PRINT} | cat >/dev/null`]);
console.log(`${(performance.now() - start).toFixed(0).padStart(6)} ms  bash -c '… | cat >/dev/null'`);

for (const logDir of [undefined, path.join(root, 'log')]) {
  let lines = 0;
  start = performance.now();
  const before = process.cpuUsage();
  await executePkgbuild({
    pkgbuildPath: path.join(root, 'PKGBUILD'),
    startDir: root,
    srcDir: path.join(root, 'src'),
    pkgDir: path.join(root, 'pkg'),
    workDir: path.join(root, 'work'),
    pkgbase: 'demo',
    pkgnames: ['demo'],
    functions: ['build'],
    carch: 'x86_64',
    env: { PATH: process.env.PATH },
    logDir,
    onEvent: (event) => {
      if (event.type === 'output') lines += 1;
    },
  });
  const { user, system } = process.cpuUsage(before);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${(performance.now() - start).toFixed(0).padStart(6)} ms  ${lines} events${logDir === undefined ? '' : ' and a log'}; our own processor time ${((user + system) / 1000).toFixed(0)} ms, peak memory ${memory} MB`,
  );
}
rmSync(root, { recursive: true });
