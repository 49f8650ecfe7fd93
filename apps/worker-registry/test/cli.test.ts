import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { program, startCli } from './running-cli.js';
import { tinyMetadata, tinyRecipe, workerFiles, writeWorker } from './worker-folder.js';

function runCli(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

test.each(['SIGTERM', 'SIGINT'] as const)('serves its own workers until %s', async (signal) => {
  const cli = await startCli();
  expect(cli.line).toMatch(/^Serving 11 workers at http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(`${cli.url}/workers/echo-worker-cpu/files/echo-worker.c`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
  expect(await response.text()).toContain('int main(');
  expect(await cli.stop(signal)).toBe(0);
});

test('serves another folder at another address', async () => {
  const root = await useTempDir();
  await writeWorker(root, 'tiny', { 'worker.json': tinyMetadata, PKGBUILD: tinyRecipe });
  const cli = await startCli('--workers', root, '--host', 'localhost');
  expect(cli.line).toMatch(/^Serving 1 worker at http:\/\//);
  const tag = (await fetch(`${cli.url}/workers`)).headers.get('etag') ?? '';
  const again = await fetch(`${cli.url}/workers`, { headers: { 'if-none-match': tag } });
  expect(again.status).toBe(304);
  const post = await fetch(`${cli.url}/workers/tiny`, { method: 'POST', body: 'x'.repeat(100_000) });
  expect(post.status).toBe(405);
});

test('a folder that does not exist is reported on standard error with exit code 1', async () => {
  const result = runCli('serve', '--port', '0', '--workers', '/nonexistent');
  expect([result.status, result.stdout]).toEqual([1, '']);
  expect(result.stderr).toMatch(
    /^rbee-worker-registry: The folder of workers \/nonexistent cannot be read: .*\nPass a folder/,
  );
});

test('a port in use is reported on standard error with exit code 1', async () => {
  const { url } = await startCli();
  const result = runCli('serve', '--port', new URL(url).port);
  expect([result.status, result.stdout]).toEqual([1, '']);
  expect(result.stderr).toMatch(
    /^rbee-worker-registry: The registry cannot listen at 127\.0\.0\.1:\d+: listen EADDRINUSE.*\nChoose another --port/,
  );
});

test.each([
  [['serve', '--port', '65536'], /Expected a number from 0 to 65535\./],
  [['serve', '--port', 'x'], /Expected a number from 0 to 65535\./],
  [['serve', '--rate-limit', '-1'], /Expected a whole number from 0\./],
  [['serve', '--max-age', 'x'], /Expected a whole number from 0\./],
  [['serve', '--cors', 'https://a.example/x'], /Expected origins such as https:\/\/example\.org, or \*\./],
  [['yank', 'tiny'], /required option '--reason <text>'/],
  [['add'], /missing required argument 'folder'/],
  [['serve', '--nonsense'], /unknown option '--nonsense'/],
  [['nonsense'], /unknown command 'nonsense'/],
])('%j is refused with exit code 1', (args, message) => {
  const result = runCli(...args);
  expect([result.status, result.stdout]).toEqual([1, '']);
  expect(result.stderr).toMatch(message);
});

test('check prints what is wrong with exit code 1, and without a fault 0', async () => {
  const good = runCli('check');
  expect([good.status, good.stdout.split('\n').at(-2)]).toEqual([0, '11 of 11 can be served.']);
  const root = await useTempDir();
  await writeWorker(root, 'tiny', workerFiles('tiny'));
  await writeWorker(root, 'bad', { ...workerFiles('bad'), PKGBUILD: workerFiles('bad', '2').PKGBUILD });
  const bad = runCli('check', '--workers', root);
  expect([bad.status, bad.stdout]).toEqual([
    1,
    `error: bad/worker.json: field "version": it is 1.2.3, but the recipe's pkgver is 2
refused: bad
1 of 2 can be served.
`,
  ]);
  const json = runCli('check', '--json', '--workers', root);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.stdout)).toEqual({
    workers: [
      { path: 'bad', id: 'bad', refused: true, findings: [expect.objectContaining({ code: 'VERSION' })] },
      { path: 'tiny', id: 'tiny', version: '1.2.3', refused: false, findings: [] },
    ],
  });
});

test('check --probe refuses a worker whose source is not there', async () => {
  const root = await useTempDir();
  // Nothing listens on the port of TCP's multiplexer.
  const source = 'source=(http://127.0.0.1:1/x)\nsha256sums=(SKIP)\n';
  await writeWorker(root, 'tiny', {
    ...workerFiles('tiny'),
    PKGBUILD: workerFiles('tiny').PKGBUILD + source,
  });
  expect(runCli('check', '--workers', root).status).toBe(0);
  const { status, stdout } = runCli('check', '--probe', '--workers', root);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^error: tiny\/PKGBUILD: field "source": http:\/\/127\.0\.0\.1:1\/x does not respond: /m,
  );
});

test('a worker is created, checked, added and withdrawn by the commands', async () => {
  const [drafts, root] = [await useTempDir(), await useTempDir()];
  const folder = path.join(drafts, 'mine-cpu');
  expect(runCli('new', 'mine-cpu', '--workers', drafts).stdout).toBe(`Created ${folder}\n`);
  expect(runCli('check', '--workers', drafts).stdout).toBe('1 of 1 can be served.\n');
  const add = () => runCli('add', folder, '--workers', root);
  expect(add().stdout).toBe('mine-cpu 0.1.0 is current\n');
  expect(add().stdout).toBe('mine-cpu 0.1.0 is unchanged\n');
  const yank = runCli('yank', 'mine-cpu@0.1.0', '--reason', 'it crashes', '--workers', root);
  expect(yank.stdout).toBe('mine-cpu 0.1.0 is withdrawn\n');
  const metadata = await readFile(path.join(root, 'mine-cpu/worker.json'), 'utf8');
  expect(JSON.parse(metadata)).toMatchObject({ yanked: 'it crashes' });
  expect(runCli('unyank', 'mine-cpu', '--workers', root).stdout).toBe('mine-cpu 0.1.0 is offered again\n');
  const failed = runCli('yank', 'none', '--reason', 'x', '--workers', root);
  expect([failed.status, failed.stderr]).toEqual([
    1,
    'rbee-worker-registry: none does not exist, or cannot be served.\n"rbee-worker-registry check" lists what exists.\n',
  ]);
});
