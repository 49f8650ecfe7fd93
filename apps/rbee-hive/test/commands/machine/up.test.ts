import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { homeWithRecipe } from '../../home-with-recipe.js';
import { runHive } from '../../run-hive.js';

/** Responds to `/health`. */
const SERVER = [
  '[ "$1" = --version ] && exit 0',
  'exec node -e "require(\\"http\\").createServer((q, s) => s.end()).listen($2)"',
].join('\n');

test('up starts the daemon, status says what it runs, stop --all and down end it', {
  timeout: 60_000,
}, async () => {
  const home = await homeWithRecipe(':', { program: SERVER });
  const hive = (...args: string[]) => runHive(args, { home });
  onTestFinished(async () => void (await hive('down')));
  expect(await hive('status')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('rbee-hive up'),
  });
  expect(await hive('down')).toMatchObject({ exitCode: 0, stderr: 'No daemon is running.\n' });

  const up = await hive('up', '--port', '0');
  expect(up).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^http:\S+#token=\S+\n$/) });
  // It runs: that is all there is to do.
  expect(await hive('up')).toMatchObject({ exitCode: 0, stdout: up.stdout });

  await hive('install', '--from', path.join(home, 'recipe'));
  await hive('spawn', 'tool');
  const { stdout } = await hive('status', '--json');
  expect(resultOf(stdout)).toMatchObject({ installed: 1, running: ['tool-v1-linux'] });
  const [process] = resultOf((await hive('ps', '--json')).stdout).processes;
  expect(await hive('logs', process.id.slice(0, 6))).toMatchObject({ exitCode: 0 });
  expect(await hive('stop', '--all')).toMatchObject({ exitCode: 0 });
  expect(resultOf((await hive('ps', '--json')).stdout)).toEqual({ processes: [] });
  expect(await hive('down')).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('has ended') });
  expect(await hive('status')).toMatchObject({ exitCode: 1 });
});

/** Of `--json`'s last line. */
function resultOf(stdout: string) {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '').result;
}

test('the page is opened by a file that only the user can read, never by a link in a list of arguments', {
  timeout: 60_000,
}, async () => {
  const home = await useTempDir();
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$*" > '${home}/opened'\n`, {
    mode: 0o755,
  });
  const hive = (...args: string[]) => runHive(args, { home, env: { PATH: `${bin}:${process.env.PATH}` } });
  onTestFinished(async () => void (await hive('down')));
  const { stdout } = await hive('up', '--open', '--port', '0');
  const file = await readFile(path.join(home, 'opened'), 'utf8');
  expect(file).toBe(path.join(home, 'state/rbee/hive/open.html'));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toContain(JSON.stringify(stdout.trim()));
});
