import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { createProgram } from '../src/program.js';

const PACKAGE = path.resolve(import.meta.dirname, '..');
const README = readFileSync(path.join(PACKAGE, 'README.md'), 'utf8');

/** The `sh` blocks in order, each with the `text` block below it. */
const EXAMPLES = [...README.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm)].map(
  ([, commands = '', output]) => ({ commands, output }),
);

test('the examples of the README work one after the other', { timeout: 120_000 }, async () => {
  const home = await useTempDir();
  await mkdir(path.join(home, 'bin'));
  // Only the port is another than for a user: several may run this test at once.
  const launcher = `#!/bin/sh
case $1 in serve) set -- "$@" --port 0 ;; esac
exec '${process.execPath}' '${PACKAGE}/dist/cli.js' "$@"
`;
  await writeFile(path.join(home, 'bin/rbee-hive'), launcher, { mode: 0o755 });
  const env = { PATH: `${home}/bin:${process.env.PATH}`, HOME: home };
  expect(EXAMPLES.length).toBeGreaterThan(4);
  for (const { commands, output } of EXAMPLES) {
    if (commands === 'rbee-hive serve\n') {
      await startInBackground('rbee-hive serve', home, env);
      continue;
    }
    const script = `set -eu; ${commands}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: home, env });
    if (output !== undefined) expect(stdout).toBe(output);
    if (commands.includes('chat/completions')) expect(stdout).toContain('"content":"Hello"');
  }
});

async function startInBackground(
  command: string,
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn('sh', ['-c', `exec ${command}`], { cwd: home, env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const record = path.join(home, '.local/state/rbee/hive/daemon.json');
  while (
    !(await access(record).then(
      () => true,
      () => false,
    ))
  )
    await sleep(50);
}

test('every command and every global option is in the README', async () => {
  const { commands, options } = await createProgram(async () => {});
  const names = commands.map((command) => command.name()).filter((name) => name !== 'complete');
  const missing = [...names, ...options.map(({ long }) => long ?? '')].filter(
    (name) => !new RegExp(`\`[^\`\n]*${name}\\b`).test(README) && name !== '--version',
  );
  expect(missing).toEqual([]);
});
