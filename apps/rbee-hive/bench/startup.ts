/**
 * What a command costs beside Node itself, whole processes: `npx tsx bench/startup.ts [rounds]` after a build.
 * Every program once a round, so that a busy moment of the machine meets all of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { median, reportRow } from '@rbee-internal/test-kit/bench';

const ROUNDS = Number(process.argv[2] ?? 21);
const CLI = path.resolve(import.meta.dirname, '../dist/cli.js');
const home = mkdtempSync(path.join(os.tmpdir(), 'rbee-startup-'));
const env = { PATH: process.env.PATH, HOME: home };

/** Milliseconds that a command may take over Node. */
const COMMANDS: readonly (readonly [name: string, args: readonly string[], most: number])[] = [
  ['--version', ['--version'], 30],
  ['list', ['list'], 80],
  ['show', ['show', 'echo-worker-cpu'], 80],
  ['ps', ['ps'], 80],
];

try {
  run(process.execPath, [CLI, 'install', 'echo-worker-cpu']);
  const node: number[] = [];
  const npm: number[] = [];
  const taken = new Map<string, number[]>(COMMANDS.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    node.push(run(process.execPath, ['-e', '0']));
    npm.push(run('npm', ['--version']));
    for (const [name, args] of COMMANDS) taken.get(name)?.push(run(process.execPath, [CLI, ...args]));
  }
  for (const [name, , most] of COMMANDS) {
    const ours = taken.get(name) ?? [];
    const cause = 'Node itself is the peer: what is over it is the loading of our own code and of zod';
    reportRow({ name: `rbee-hive ${name}`, ours, peer: 'node -e 0', theirs: node, cause });
    console.log(`  ${(median(ours) - median(node)).toFixed(0)} ms over Node; ${most} is the aim`);
  }
  reportRow({
    name: 'rbee-hive --version',
    ours: taken.get('--version') ?? [],
    peer: 'npm --version',
    theirs: npm,
  });
} finally {
  rmSync(home, { recursive: true, force: true });
}

function run(program: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { env });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}
