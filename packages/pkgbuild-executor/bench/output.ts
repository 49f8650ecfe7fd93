import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { executePkgbuild } from '@rbee/pkgbuild-executor';
import { demoOptions, makeDemoFolder } from './demo-build.js';

/** Prints what a build of so many lines of output costs, beside `bash -c` into a pipe that is read away. */
const LINES = Number(process.argv[2] ?? 5_000_000);
const PRINT = `seq -f 'line %.0f of a build that has much to tell' ${LINES}`;

const root = makeDemoFolder(`pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\nbuild() { ${PRINT}; }\n`);
mkdirSync(path.join(root, 'log'));

let start = performance.now();
spawnSync('bash', ['-c', `${PRINT} | cat >/dev/null`]);
console.log(`${(performance.now() - start).toFixed(0).padStart(6)} ms  bash -c '… | cat >/dev/null'`);

for (const logDir of [undefined, path.join(root, 'log')]) {
  let lines = 0;
  start = performance.now();
  const before = process.cpuUsage();
  await executePkgbuild({
    ...demoOptions(root, ['build']),
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
