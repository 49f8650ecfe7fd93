import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownIdentity } from '@rbee-internal/system/process';
import { processesMentioning, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { homeWithRecipe, whatIsLeft } from './home-with-recipe.js';
import { startRecipeRegistry } from './recipe-registry.js';
import { runHive, startHive } from './run-hive.js';
import { startInTerminal } from './run-in-terminal.js';
import { readRecord, startServe } from './start-serve.js';

const WAITING_BUILD = "trap '' TERM INT; sleep 300 &\n echo building; sleep 300";

/** A home with a registry that has `tool`, whose `build()` has this body, and a daemon that uses it. */
async function startHome(build: string, args: readonly string[] = []) {
  const home = await useTempDir();
  const registry = await startRecipeRegistry(build);
  const env = { WORKER_CATALOG_URL: registry.url };
  const serve = await startServe({ home, env }, args);
  return { home, env, registry, serve, hive: (...words: string[]) => runHive(words, { home, env }) };
}

test('what changes the catalog goes through the daemon, and reads as without', {
  timeout: 60_000,
}, async () => {
  const { home, serve, hive, registry } = await startHome("printf 'a\\033[31mb\\n'");
  const installed = await hive('install', 'tool');
  expect(installed).toMatchObject({
    exitCode: 0,
    stdout: `${home}/cache/rbee/workers/tool-v1-linux/tool\n`,
  });
  expect(installed.stderr).toContain(`The hive daemon at ${serve.url} does it.\n==> metadata\n`);
  expect(installed.stderr).toMatch(/^ {4}ab$/m);
  expect(installed.stderr).toMatch(/^✓ Installed tool-v1-linux in /m);
  expect((await hive('install', 'tool')).stderr).toContain('tool-v1-linux is already installed.');

  registry.version = '2';
  expect((await hive('upgrade')).stdout).toMatch(/tool-v2-linux\/tool\n$/);
  expect((await hive('rollback', 'tool')).stdout).toBe('tool is now 1 (tool-v1-linux)\n');
  expect((await hive('select', 'tool-v2-linux')).stdout).toBe('tool is now 2 (tool-v2-linux)\n');
  expect((await hive('prune')).stdout).toBe('Removed tool-v1-linux\n');
  expect((await hive('repair')).stderr).toContain('There is nothing to repair.');
  expect((await hive('remove', 'tool')).stderr).toContain('Removed tool-v2-linux.');

  const jobs = await serve.jobs();
  expect(jobs.map(({ operation, state }) => `${operation.operation} ${state}`).reverse()).toEqual(
    ['worker_install', 'worker_install', 'worker_upgrade', 'worker_rollback', 'worker_select']
      .concat(['catalog_prune', 'catalog_repair', 'worker_remove'])
      .map((operation) => `${operation} succeeded`),
  );
});

test('with --json the events of the job come as they are, then its result', async () => {
  const { hive } = await startHome('echo building');
  const { exitCode, stdout, stderr } = await hive('install', 'tool', '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const values = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(values[0]).toMatchObject({ type: 'job-state', job: { state: 'queued' } });
  expect(values).toContainEqual(expect.objectContaining({ type: 'output', line: 'building' }));
  expect(values.at(-2)).toMatchObject({ type: 'job-state', job: { state: 'succeeded' } });
  expect(values.at(-1)).toMatchObject({ type: 'result', result: { installed: { id: 'tool-v1-linux' } } });
});

test('a job that fails has the same code, cause and hint', async () => {
  const { home, hive } = await startHome('echo before >&2; return 3');
  const { exitCode, stdout, stderr } = await hive('install', 'tool');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^ {4}before$/m);
  expect(stderr).toMatch(/^error FUNCTION_FAILED build\(\) .*3/m);
  expect(stderr).toMatch(/^hint /m);
  expect(await whatIsLeft(home)).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of a build cancels the job', async (signal) => {
  const { home, env, serve } = await startHome(WAITING_BUILD);
  const hive = startHive(['install', 'tool'], { home, env });
  await hive.printed(/building/);
  hive.child.kill(signal);
  expect(await hive.ended).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining(`Stopped by ${signal}; nothing was left behind.`),
  });
  expect(await serve.jobs()).toMatchObject([{ state: 'cancelled' }]);
  expect(await whatIsLeft(home)).toEqual([]);
  expect(buildsOf(home)).toEqual([]);
});

test('Ctrl-C at a terminal cancels the job and leaves a clean screen', async () => {
  const { home, env, serve } = await startHome(WAITING_BUILD);
  const run = startInTerminal(['install', 'tool'], { home, env });
  await run.shows(/ {4}building/);
  run.type('\u0003');
  expect(await run.ended).toBe(130);
  expect(run.lines().at(-1)).toBe('Stopped by SIGINT; nothing was left behind.');
  expect(run.lines().join('\n')).not.toMatch(/building|==/);
  expect(await serve.jobs()).toMatchObject([{ state: 'cancelled' }]);
  expect(buildsOf(home)).toEqual([]);
});

test('a job that waits for others says so', { timeout: 60_000 }, async () => {
  const { home, env } = await startHome('until [ -e go ]; do sleep 0.1; done');
  // Two installations run at once; the second and third wait for the first one's worker, and for a place.
  const first = startHive(['install', 'tool'], { home, env });
  await first.printed(/==> build/);
  const second = startHive(['install', 'tool'], { home, env });
  await second.printed(/waiting for process/);
  const third = startHive(['install', 'tool'], { home, env });
  await third.printed(/The job waits until others of the daemon have ended\./);
  for (const { child } of [first, second, third]) child.kill('SIGINT');
  for (const { ended } of [first, second, third]) expect((await ended).exitCode).toBe(130);
});

test('a job that another program cancels ends the command', async () => {
  const { home, env, serve } = await startHome(WAITING_BUILD);
  const hive = startHive(['install', 'tool'], { home, env });
  await hive.printed(/building/);
  const [job] = await serve.jobs();
  await fetch(`${serve.url}/v1/jobs/${job?.id}`, { method: 'DELETE', headers: serve.headers });
  expect(await hive.ended).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error CANCELLED The job was cancelled, but not by this command.'),
  });
});

test('a daemon that dies in the middle is an error that says so', async () => {
  const { home, env, serve } = await startHome(WAITING_BUILD);
  const hive = startHive(['install', 'tool'], { home, env });
  await hive.printed(/building/);
  serve.child.kill('SIGKILL');
  expect(await hive.ended).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error DAEMON_UNREACHABLE The daemon at .* no longer responds\.$/m),
  });
  // What it left goes with the next daemon.
  await startServe({ home, env });
  expect(buildsOf(home)).toEqual([]);
});

test('--no-daemon, a folder, a lock and not waiting are done by the process itself', {
  timeout: 60_000,
}, async () => {
  const { home, serve, hive } = await startHome(':');
  await hive('install', 'tool', '--no-daemon');
  await hive('lock');
  await hive('install', 'tool', '--locked');
  await hive('install', 'tool', '--no-wait');
  const recipe = path.join(home, 'recipe');
  await mkdir(recipe);
  await writeFile(
    path.join(recipe, 'PKGBUILD'),
    'pkgname=mine\npkgver=1\npkgrel=1\narch=(any)\npackage() { printf "#!/bin/sh\\n" > m; install -Dm755 m "$pkgdir/usr/bin/mine"; }\n',
  );
  expect(await hive('install', '--from', 'recipe')).toMatchObject({ exitCode: 0 });
  expect(await serve.jobs()).toEqual([]);
});

test('a daemon with another registry installs nothing for us; with another catalog it does nothing', {
  timeout: 60_000,
}, async () => {
  const { home, serve, hive } = await startHome(':');
  const elsewhere = { WORKER_CATALOG_URL: (await startRecipeRegistry(':')).url };
  const installed = await runHive(['install', 'tool'], { home, env: elsewhere });
  expect(installed).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`The hive daemon at ${serve.url} is not used: its registry is http://`),
  });
  expect(await serve.jobs()).toEqual([]);
  expect((await hive('remove', 'tool')).stderr).toContain('does it.');
  expect(await serve.jobs()).toHaveLength(1);

  const env = { XDG_CACHE_HOME: path.join(home, 'other') };
  for (const args of [['repair'], ['install', 'echo-worker-cpu']]) {
    expect((await runHive(args, { home, env })).stderr).toContain('is not used: its catalog is ');
  }
  const spawned = startHive(['spawn', 'echo-worker-cpu'], { home, env });
  await spawned.printed(/^http:/m);
  spawned.child.kill('SIGINT');
  expect((await spawned.ended).stderr).toContain('is not used: its catalog is ');
  expect(await serve.jobs()).toHaveLength(1);
});

/** A state folder as a daemon that listens at `url` leaves it, and its token. */
async function stateOf(url: string, change: object = {}) {
  const home = await homeWithRecipe(':');
  const serve = await startServe({ home });
  const record = await readRecord(home);
  serve.child.kill('SIGKILL');
  await serve.ended;
  const file = path.join(home, 'state/rbee/hive/daemon.json');
  await writeFile(file, JSON.stringify({ ...record, url, ...change }));
  return { home, token: serve.headers.authorization.slice('Bearer '.length) };
}

/** This process, as a daemon's record names its own. */
async function ownRecord(): Promise<object> {
  return { pid: process.pid, identity: await ownIdentity() };
}

test.each([
  ['that is of a process that has ended', async () => ({})],
  ['of another living process', ownRecord],
  ['that cannot be read', async () => ({ url: 'file:///etc/passwd' })],
])('a record %s counts as none, and what listens there gets no token', async (_name, change) => {
  const other = await startHttpServer({
    '/health': { type: 'body', body: '{"status":"ok","service":"rbee-hive","version":"1","proof":"x"}' },
  });
  const { home, token } = await stateOf(other.url, await change());
  expect(await runHive(['repair'], { home })).toMatchObject({
    exitCode: 0,
    stderr: 'There is nothing to repair.\n',
  });
  const asked = JSON.stringify(other.requests);
  expect(asked).not.toContain('authorization');
  expect(asked).not.toContain(token);
});

test('a token file that others can read is said, not used', async () => {
  const { home } = await startHome(':');
  await chmod(path.join(home, 'state/rbee/hive/token'), 0o644);
  expect(await runHive(['ps'], { home })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error TOKEN_UNUSABLE .*\nhint /),
  });
});

/** Processes of builds: those that mention the home, but for the daemon's. */
function buildsOf(home: string): string[] {
  return processesMentioning(home).filter((commandLine) => !commandLine.includes('cli.js serve'));
}
