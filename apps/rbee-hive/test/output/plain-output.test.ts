import { spawnSync } from 'node:child_process';
import { processesMentioning, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { homeWithRecipe, whatIsLeft } from '../home-with-recipe.js';
import { CLI, runHive, startHive } from '../run-hive.js';

test('in a pipe nothing is redrawn and nothing is coloured', async () => {
  const home = await homeWithRecipe('for ((i = 0; i < 9; i++)); do echo "line $i"; done');
  const { exitCode, stdout, stderr } = await runHive(['install', '--from', 'recipe'], { home });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `${home}/cache/rbee/workers/tool-v1-linux/tool\n`,
  });
  expect(stderr).not.toContain('\u001b');
  expect(stderr.split('\n')).toEqual(
    expect.arrayContaining(['==> build', ...Array.from({ length: 9 }, (_, index) => `    line ${index}`)]),
  );
});

test('--quiet leaves results and errors', async () => {
  const home = await homeWithRecipe('return 3');
  expect(await runHive(['list', '--quiet'], { home })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  const { stderr } = await runHive(['--quiet', 'install', '--from', 'recipe'], { home });
  expect(stderr).toMatch(/^error FUNCTION_FAILED .*\nhint .*\n$/s);
});

test('a reader that leaves stops the work, and nothing is left behind', async () => {
  const home = await homeWithRecipe('while :; do echo building; sleep 0.05; done');
  const hive = startHive(['install', '--from', 'recipe'], { home });
  await hive.printed(/building/);
  hive.child.stderr?.destroy();
  hive.child.stdout?.destroy();
  expect((await hive.ended).exitCode).toBe(141);
  expect(await whatIsLeft(home)).toEqual([]);
  expect(processesMentioning(home)).toEqual([]);
});

test('output that cannot be written is a failure that says so', async () => {
  const env = { PATH: process.env.PATH, HOME: await useTempDir() };
  const command = ['-c', 'exec "$0" "$1" available >/dev/full', process.execPath, CLI];
  const { status, stderr } = spawnSync('sh', command, { env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'The output cannot be written: ENOSPC: no space left on device, write\n',
  });
});

test('search finds by id, name and description, whatever the case', async () => {
  const home = await useTempDir();
  const { stdout } = await runHive(['search', 'ECHO', 'cpu'], { home });
  expect(stdout.split('\n').slice(1, -1)).toEqual([expect.stringMatching(/^echo-worker-cpu /)]);
  expect(await runHive(['search', 'no-such-thing'], { home })).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: 'No worker of the registry has no-such-thing. rbee-hive available lists all.\n',
  });
});

test.each([['stop'], ['logs']])('%s says that no daemon runs', async (command) => {
  expect(await runHive([command, 'tool'], { home: await useTempDir() })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error NO_DAEMON .*\nhint Start it with rbee-hive serve\./),
  });
});

test('ps without a daemon has nothing to show', async () => {
  expect(await runHive(['ps'], { home: await useTempDir() })).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'No daemon is running, so no worker runs in the background. rbee-hive serve starts it.\n',
  });
});

test('spawn --attach needs a daemon', async () => {
  const home = await homeWithRecipe(':');
  await runHive(['install', '--from', 'recipe'], { home });
  expect(await runHive(['spawn', 'tool', '--attach'], { home })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error NO_DAEMON'),
  });
});

test.each([
  [['install', 'tool', '--locked', '--backend', 'cpu']],
  [['install', 'tool', '--locked', '--allow-cpu']],
  [['install', '--locked', '--from', 'recipe']],
])('%j is refused', async (args) => {
  expect(await runHive(args, { home: await useTempDir() })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(
      '--locked cannot be combined with --from, --dry-run, --backend or --allow-cpu',
    ),
  });
});

test('upgrade refuses what is not installed', async () => {
  expect(await runHive(['upgrade', 'nothing'], { home: await useTempDir() })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error NOT_INSTALLED No installed worker is called "nothing".'),
  });
});
