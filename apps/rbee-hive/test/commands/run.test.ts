import { processesMentioning, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { homeWithRecipe } from '../home-with-recipe.js';
import { runHive, startHive } from '../run-hive.js';
import { startInTerminal } from '../run-in-terminal.js';
import { startServe } from '../start-serve.js';

const ID = 'echo-worker-cpu-v0.1.0-linux';

/** A home with the echo worker and a daemon. */
async function startHome(args: readonly string[] = []) {
  const home = await useTempDir();
  await runHive(['install', 'echo-worker-cpu'], { home });
  const serve = await startServe({ home }, args);
  return { home, serve, hive: (...words: string[]) => runHive(words, { home }) };
}

test('spawn, ps, logs, stop', { timeout: 120_000 }, async () => {
  const { home, hive } = await startHome();
  expect((await hive('ps')).stderr).toBe(
    'No worker is running. rbee-hive spawn WORKER starts an installed one.\n',
  );
  const queen = await startHttpServer({ '/v1/worker-heartbeat': { type: 'body', body: '' } });
  const spawned = await hive('spawn', 'echo-worker-cpu', '--queen-url', queen.url);
  expect(spawned).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/),
  });
  const url = spawned.stdout.trim();
  expect(spawned.stderr).toContain(`${ID} is ready at ${url}. Talk to it:\n  curl ${url}/health\n`);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  await queen.arrived('/v1/worker-heartbeat');

  const [header, row = ''] = (await hive('ps')).stdout.split('\n');
  expect(header).toMatch(/^ID +WORKER +STATE +SINCE +PID +URL$/);
  const [id = ''] = row.split(' ');
  expect(row).toMatch(new RegExp(`^${id} +${ID} +healthy +\\d+ s +\\d+ +${url}$`));
  expect((await hive('logs', 'echo-worker-cpu')).stdout).toMatch(/^listening on http/m);
  expect((await hive('logs', id, '-n', '1')).stdout.match(/\n/g)).toHaveLength(1);

  expect(await hive('remove', 'echo-worker-cpu')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(`error RUNNING ${ID} is running.`),
  });
  for (const name of ['echo-worker-cpu', ID])
    expect(await hive('remove', name, '--no-daemon')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^error RUNNING .* is running\.\nhint .*rbee-hive stop/m),
    });
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(await hive('stop', 'echo-worker-cpu')).toMatchObject({
    exitCode: 0,
    stderr: `✓ Stopped ${ID} (${id}).\n`,
  });
  expect(await hive('stop', id)).toMatchObject({ exitCode: 0, stderr: `${ID} (${id}) has ended already.\n` });
  expect((await hive('ps')).stdout).toBe('');
  expect((await hive('ps', '--all')).stdout).toMatch(new RegExp(`^${id} +${ID} +stopped`, 'm'));
  expect(await hive('stop', 'echo-worker-cpu')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(
      'error NOT_RUNNING The daemon runs no process or worker called "echo-worker-cpu".',
    ),
  });
  expect(processesMentioning(`${home}/cache`)).toEqual([]);
});

test('of several processes of a worker, stop wants to know which', { timeout: 60_000 }, async () => {
  const { hive } = await startHome();
  await hive('spawn', 'echo-worker-cpu');
  await hive('spawn', ID);
  const { exitCode, stderr } = await hive('stop', 'echo-worker-cpu');
  expect(exitCode).toBe(1);
  const [, first = ''] = /^hint Name one of them: (\S+), /m.exec(stderr) ?? [];
  expect(stderr).toContain('error SEVERAL_RUNNING Several processes match "echo-worker-cpu".');
  expect((await hive('stop', first)).exitCode).toBe(0);
  expect((await hive('stop', 'echo-worker-cpu')).exitCode).toBe(0);
});

test('--attach shows what it prints; Ctrl-C leaves it running', { timeout: 60_000 }, async () => {
  const { home, hive } = await startHome();
  const run = startInTerminal(['spawn', 'echo-worker-cpu', '--attach'], { home });
  await run.shows(/^listening on http/m);
  run.type('\u0003');
  expect(await run.ended).toBe(130);
  expect(run.lines().slice(-2).join(' ').replace(/ +/g, ' ')).toMatch(
    /No longer shown; it goes on until: rbee-hive stop \S+$/,
  );
  expect((await hive('ps')).stdout).toContain(' healthy ');
});

test('logs -f shows lines as they come, and ends with the process', { timeout: 60_000 }, async () => {
  const { home, hive } = await startHome();
  await hive('spawn', 'echo-worker-cpu');
  const following = startHive(['logs', 'echo-worker-cpu', '-f'], { home });
  await following.printed(/^listening on http/m);
  await hive('stop', 'echo-worker-cpu');
  const { exitCode, stdout, stderr } = await following.ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.match(/^listening on/gm)).toHaveLength(1);
});

test('logs are made harmless, and with --json come as they are', { timeout: 60_000 }, async () => {
  const program = [
    '[ "$1" = --version ] && exit 0',
    'printf "a\\\\033[2Jb\\\\n"',
    'exec node -e "require(\\"http\\").createServer((q, s) => s.end()).listen($2)" -- "$5"',
  ].join('\n');
  const home = await homeWithRecipe(':', { program });
  await runHive(['install', '--from', 'recipe'], { home });
  await startServe({ home });
  const { exitCode, stderr } = await runHive(['spawn', 'tool', '--', '--context', '5'], { home });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect((await runHive(['logs', 'tool'], { home })).stdout).toBe('ab\n');
  const { stdout } = await runHive(['logs', 'tool', '--json'], { home });
  expect(JSON.parse(stdout)).toMatchObject({
    result: { lines: [{ line: 'a\u001b[2Jb', stream: 'stdout' }] },
  });
  const ps = JSON.parse((await runHive(['ps', '--json'], { home })).stdout);
  expect(ps).toMatchObject({
    result: { processes: [{ state: 'healthy', args: expect.arrayContaining(['--context', '5']) }] },
  });
});

test('a worker that does not become healthy is an error of the daemon', { timeout: 60_000 }, async () => {
  const home = await homeWithRecipe(':', { program: '[ "$1" = --version ] || { echo broken; exit 7; }' });
  await runHive(['install', '--from', 'recipe'], { home });
  await startServe({ home });
  expect(await runHive(['spawn', 'tool'], { home })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error WORKER_NOT_READY .*exit code 7/m),
  });
});

test('--keep-processes lets workers go on without the daemon', { timeout: 60_000 }, async () => {
  const { home, serve, hive } = await startHome(['--keep-processes']);
  const url = (await hive('spawn', 'echo-worker-cpu')).stdout.trim();
  serve.child.kill('SIGTERM');
  await serve.ended;
  expect((await fetch(`${url}/health`)).status).toBe(200);
  await startServe({ home });
  expect(processesMentioning(`${home}/cache`)).toEqual([]);
});
