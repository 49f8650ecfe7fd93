import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { executePkgbuild } from '@rbee/pkgbuild-executor';
import { demoOptions, makeDemoFolder } from './demo-build.js';

/** Prints the processor time that watching over a build which only sleeps costs us, beside many other processes. */
const OTHERS = Number(process.argv[2] ?? 300);
const SECONDS = 5;
const ROUNDS = 5;

async function cpuMilliseconds(body: string, sandbox: 'require' | 'off'): Promise<number> {
  const root = makeDemoFolder(`pkgname=demo\npkgver=1\nbuild() { ${body}; }\n`);
  const before = process.cpuUsage();
  await executePkgbuild({
    ...demoOptions(root, ['build']),
    sandbox,
  });
  const { user, system } = process.cpuUsage(before);
  rmSync(root, { recursive: true });
  return (user + system) / 1_000;
}

async function median(sandbox: 'require' | 'off'): Promise<number> {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await cpuMilliseconds(':', sandbox));
  return times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

const others: ChildProcess[] = Array.from({ length: OTHERS }, () =>
  spawn('sleep', ['600'], { stdio: 'ignore' }),
);
try {
  for (const sandbox of ['require', 'off'] as const) {
    await cpuMilliseconds(':', sandbox);
    const empty = await median(sandbox);
    const idle = await cpuMilliseconds(`sleep ${SECONDS}`, sandbox);
    console.log(
      `sandbox ${sandbox}: ${empty.toFixed(0)} ms for an empty build, ${(idle - empty).toFixed(0)} ms more for ${SECONDS} s`,
    );
  }
} finally {
  for (const child of others) child.kill('SIGKILL');
}
