import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { testWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { commandOf, EXAMPLES, runExample, startServer } from './run-example.js';

const TIMEOUT = { timeout: 60_000 };
const run = promisify(execFile);
const registryCli = path.join(EXAMPLES, '../apps/worker-registry/dist/cli.js');

testWith('cc', 'hono-progress streams an installation to its end, and cancels one', TIMEOUT, async () => {
  const cwd = await useTempDir();
  const registry = await startServer([process.execPath, registryCli, 'serve', '--port', '0'], { cwd });
  const url = await startServer(commandOf('hono-progress'), {
    cwd,
    env: { PORT: '0', WORKER_CATALOG_URL: registry },
  });
  const start = async () => {
    const response = await fetch(`${url}/workers/echo-worker-cpu`, { method: 'POST' });
    return ((await response.json()) as { job: string }).job;
  };
  const cancelled = await start();
  expect((await fetch(`${url}/jobs/${cancelled}`, { method: 'DELETE' })).status).toBe(204);
  expect(await (await fetch(`${url}/jobs/${cancelled}/events`)).text()).toContain('cancelled by a request');

  const job = await start();
  const events = await (await fetch(`${url}/jobs/${job}/events`)).text();
  expect(events).toContain('"step":"build"');
  expect(events.trimEnd().split('\n').slice(-2)).toEqual([
    'event: end',
    'data: {"installed":"echo-worker-cpu-v0.1.0-linux"}',
  ]);
  expect((await fetch(`${url}/jobs/none/events`)).status).toBe(404);
});

test('custom-vendor installs what has the digest, and refuses what has not', TIMEOUT, async () => {
  const { code, stdout } = await runExample('custom-vendor', [], { cwd: await useTempDir() });
  expect([code, stdout.split('\n').slice(0, 2)]).toEqual([
    0,
    ['shop:tiny: 33 bytes', 'added shop:tiny, 33 bytes'],
  ]);
  expect(stdout).toMatch(/shop:forged has the digest [0-9a-f]{64}, which is not the shop's\.\nshop:tiny\n$/);
});

test('own-catalog adds, lists and removes, and reports a damaged record', TIMEOUT, async () => {
  const cwd = await useTempDir();
  await writeFile(path.join(cwd, 'voice.onnx'), 'weights');
  await runExample('own-catalog', ['add', 'alba', 'voice.onnx', 'en-GB'], { cwd });
  expect((await runExample('own-catalog', [], { cwd })).stdout).toBe('alba en-GB 7\n');
  const record = path.join(cwd, 'voices/alba/metadata.json');
  await writeFile(record, (await readFile(record, 'utf8')).replace('"en-GB"', '7'));
  expect((await runExample('own-catalog', [], { cwd })).stderr).toContain('INVALID_METADATA');
  await runExample('own-catalog', ['remove', 'alba'], { cwd });
  expect((await runExample('own-catalog', [], { cwd })).stdout).toBe('');
});

test(
  'lint-folder names the place of each problem, and its exit code is that of the worst',
  TIMEOUT,
  async () => {
    const cwd = await useTempDir();
    expect((await runExample('lint-folder', [], { cwd })).code).toBe(2);
    await mkdir(path.join(cwd, 'good'));
    await writeFile(
      path.join(cwd, 'good/PKGBUILD'),
      'pkgname=a\npkgver=1\npkgrel=1\narch=(any)\npackage() { :; }\n',
    );
    expect(await runExample('lint-folder', ['.'], { cwd })).toMatchObject({
      code: 0,
      stdout: '1 recipes, 0 errors\n',
    });
    await mkdir(path.join(cwd, 'bad'));
    await writeFile(path.join(cwd, 'bad/PKGBUILD'), 'pkgname=a\npkgver=1-2\npkgrel=1\narch=(any)\n');
    const bad = await runExample('lint-folder', ['.'], { cwd });
    expect([bad.code, bad.stdout.split(' ').slice(0, 3)]).toEqual([
      1,
      ['bad/PKGBUILD:2:1:', 'error', 'INVALID_FIELD:'],
    ]);
  },
);

test('private-registry gives its file to holders of a licence alone', TIMEOUT, async () => {
  const cwd = await useTempDir();
  const registry = await startServer(commandOf('private-registry'), {
    cwd,
    env: { LICENCES: 'a-customers-token' },
  });
  const install = async (licenseToken?: string) => {
    const catalog = await WorkerCatalog.open({ root: path.join(cwd, 'workers'), registry, licenseToken });
    return catalog.provisionAndAdd('licensed-worker-cpu', { jobId: 'job-1' });
  };
  await expect(install()).rejects.toMatchObject({ code: 'LICENSE_REQUIRED' });
  await expect(install('another-token')).rejects.toMatchObject({ code: 'LICENSE_REFUSED' });
  expect((await install('a-customers-token')).id).toBe('licensed-worker-cpu-v1.0-linux');
});

test('typescript-worker is compiled, installed from its recipe, and answers', TIMEOUT, async () => {
  const cwd = await useTempDir();
  const recipe = path.join(cwd, 'recipe');
  await cp(path.join(EXAMPLES, 'typescript-worker/recipe'), recipe, { recursive: true });
  const project = path.join(EXAMPLES, 'typescript-worker/tsconfig.build.json');
  const tsc = path.join(EXAMPLES, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', project, '--outDir', recipe]);
  const catalog = await WorkerCatalog.open({ root: path.join(cwd, 'workers') });
  const worker = await catalog.provisionAndAddFrom(recipe, { jobId: 'job-1' });

  const url = await startServer([worker.path, '--port', '0'], { cwd });
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'You said: Hello' } }] });
});
