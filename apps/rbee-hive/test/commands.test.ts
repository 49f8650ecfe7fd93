import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { homeWithRecipe, whatIsLeft } from './home-with-recipe.js';
import { runHive, startHive } from './run-hive.js';

describe('install', () => {
  test('--from a folder shows what the build prints, without what could steer a terminal', async () => {
    const home = await homeWithRecipe(String.raw`printf 'plain \033[31mred\033[0m \033]0;title\007end\n'`);
    const { exitCode, stderr } = await runHive(['install', '--from', 'recipe'], { home });
    expect({ exitCode, lines: stderr.split('\n') }).toMatchObject({
      exitCode: 0,
      lines: expect.arrayContaining(['==> build', '    plain red end']),
    });
  });

  test('keeps the licence token and other secrets from the build', async () => {
    const home = await homeWithRecipe('env');
    const env = { RBEE_LICENSE_TOKEN: 's3cret-1', NPM_TOKEN: 's3cret-2', BASH_ENV: '/s3cret-3' };
    const { exitCode, stdout, stderr } = await runHive(['install', '--from', 'recipe'], { home, env });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('SOURCE_DATE_EPOCH=');
    expect(stdout + stderr).not.toContain('s3cret');
  });

  test('fails with the code, the cause and what to do', async () => {
    const home = await homeWithRecipe('echo before >&2\n  return 3');
    const { exitCode, stdout, stderr } = await runHive(['install', '--from', 'recipe'], { home });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^error FUNCTION_FAILED build\(\) .*3/m);
    expect(await whatIsLeft(home)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stopped by %s leaves nothing behind',
    async (signal) => {
      const home = await homeWithRecipe("trap '' TERM INT; sleep 300 &\n echo building; sleep 300");
      const hive = startHive(['install', '--from', 'recipe'], { home });
      await hive.printed(/building/);
      hive.child.kill(signal);
      const { exitCode, stderr } = await hive.ended;
      expect(exitCode).toBe(130);
      expect(stderr).toContain(`Stopped by ${signal}; nothing was left behind.`);
      expect(await whatIsLeft(home)).toEqual([]);
      expect(processesMentioning(home)).toEqual([]);
    },
  );

  test('asks the registry that WORKER_CATALOG_URL names', async () => {
    const home = await useTempDir();
    const registry = await startHttpServer({ '/workers': { type: 'body', body: '{"workers":[]}' } });
    const env = { WORKER_CATALOG_URL: registry.url };
    expect(await runHive(['install', 'echo-worker-cpu'], { home, env })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('WORKER_NOT_FOUND'),
    });
    const asked = new Set(registry.requests.map((request) => request.path));
    expect([...asked]).toEqual(['/workers/echo-worker-cpu', '/workers']);
  });
});

describe('available', () => {
  test('says of every worker whether this machine can have it, and why not', async () => {
    const home = await useTempDir();
    const { stdout } = await runHive(['available'], { home });
    expect(stdout).toMatch(/^echo-worker-cpu +0\.1\.0 +installable +\(an example\) /m);
    expect(stdout).toMatch(/^llm-worker-rbee-metal .* unsupported +llm-worker-rbee-metal is made for macos/m);
    expect(stdout).toMatch(
      /^premium-llm-worker-cpu .* blocked +\(an example\) premium-llm-worker-cpu needs a licence token\.$/m,
    );
  });

  test('says that a copy is used while a registry is down, and so do search, outdated and doctor', {
    timeout: 60_000,
  }, async () => {
    const home = await useTempDir();
    const state = { isUp: true };
    const registry = await startHttpServer({
      '/workers': () => (state.isUp ? { type: 'body', body: '{"workers":[]}' } : { type: 'hang-up' }),
    });
    const hive = (...args: string[]) => runHive(args, { home, env: { WORKER_CATALOG_URL: registry.url } });
    expect(await hive('available')).toMatchObject({ exitCode: 0, stderr: '' });
    state.isUp = false;
    for (const command of [['available'], ['search', 'x'], ['outdated'], ['upgrade']]) {
      const { exitCode, stderr } = await hive(...command);
      expect({ command, exitCode, stderr }).toEqual({
        ...{ command, exitCode: 0 },
        stderr: expect.stringMatching(/could not be read: .* Its copy of 2\d{3}-.* is used\.$/m),
      });
    }
    expect((await hive('doctor')).stdout).toMatch(/^✗ registry: .* cannot be used: .* A copy of 2/m);
  });

  test('takes the licence token from RBEE_LICENSE_TOKEN', async () => {
    const home = await useTempDir();
    const { stdout } = await runHive(['available'], { home, env: { RBEE_LICENSE_TOKEN: 't' } });
    expect(stdout).not.toContain('needs a licence token');
  });
});

describe('spawn', () => {
  test.each([
    [
      '[ "$1" = --version ] || exit 7',
      /error WORKER_NOT_READY tool-v1-linux did not become ready: it ended with exit code 7\./,
    ],
    [
      '[ "$1" = --version ] || sleep 60',
      /error WORKER_NOT_READY .*after 0\.5 s it does not listen at port \d+ of 127\.0\.0\.1/,
    ],
  ])('of a worker that does %j explains', async (program, message) => {
    const home = await homeWithRecipe(':', { program });
    await runHive(['install', '--from', 'recipe'], { home });
    const { exitCode, stderr } = await runHive(['spawn', 'tool', '--ready-timeout', '0.5'], { home });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(processesMentioning(home)).toEqual([]);
  });

  test('without a daemon keeps secrets from the worker too, and no port that is taken', async () => {
    const program =
      '[ "$1" = --version ] && exit; echo "$RBEE_QUEUE_SECRET$RBEE_LICENSE_TOKEN$KEPT."; exit 7';
    const home = await homeWithRecipe(':', { program });
    await runHive(['install', '--from', 'recipe'], { home });
    const env = { RBEE_QUEUE_SECRET: 'a', RBEE_LICENSE_TOKEN: 'b', KEPT: 'kept' };
    expect((await runHive(['spawn', 'tool'], { home, env })).stderr).toMatch(/^ *kept\.$/m);
    const { port } = new URL((await startHttpServer({ '/health': { type: 'body', body: '' } })).url);
    expect(await runHive(['spawn', 'tool', '--port', port], { home })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`error WORKER_NOT_READY Port ${port} is taken.\nhint Choose another`),
    });
  });
});

describe('a wrong command line', () => {
  test.each([
    [[], 2, 'Usage: rbee-hive'],
    [['install'], 2, 'name a worker, or give --from, but not both'],
    [['install', 'a', '--from', 'b'], 2, 'name a worker, or give --from, but not both'],
    [['frobnicate'], 2, "unknown command 'frobnicate'"],
    [['spawn', 'x', '--port', '70000'], 2, 'A port is a number from 1 to 65535.'],
    [['spawn', 'x', '--queen-url', 'file:///x'], 2, 'Give an http or https URL.'],
    [['show', 'nothing'], 1, 'error NOT_INSTALLED No installed worker is called "nothing".'],
    [['remove', '..'], 1, 'error NOT_INSTALLED'],
    [['install', '../x'], 1, 'error INVALID_OPERATION'],
    [['install', '--from', 'nowhere'], 1, 'error RECIPE_NOT_FOUND'],
  ])('%j ends with %d and says so', async (args, exitCode, message) => {
    const result = await runHive(args, { home: await useTempDir() });
    expect(result).toMatchObject({ exitCode, stderr: expect.stringContaining(message) });
  });

  test('--help and --version end with 0', async () => {
    const home = await useTempDir();
    expect(await runHive(['--help'], { home })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('install'),
    });
    expect(await runHive(['--version'], { home })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

test('several installed versions are told apart by their full id', { timeout: 60_000 }, async () => {
  const home = await homeWithRecipe(':');
  await runHive(['install', '--from', 'recipe'], { home });
  const recipe = path.join(home, 'recipe/PKGBUILD');
  await writeFile(recipe, (await readFile(recipe, 'utf8')).replace('pkgver=1', 'pkgver=2'));
  await runHive(['install', '--from', 'recipe'], { home });
  const { exitCode, stderr } = await runHive(['remove', 'tool'], { home });
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Name one of them: tool-v1-linux, tool-v2-linux.'),
  });
  expect(await runHive(['remove', 'tool-v1-linux'], { home })).toMatchObject({ exitCode: 0 });
});
