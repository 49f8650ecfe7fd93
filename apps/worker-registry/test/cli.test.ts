import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { tinyMetadata, tinyRecipe, writeWorker } from './worker-folder.js';

/** The program as it is built: so the tests also see that it finds its workers from there. */
const program = path.resolve(import.meta.dirname, '../dist/cli.js');

interface RunningCli {
  /** The first line it prints. */
  readonly line: string;
  readonly url: string;
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

async function startCli(...args: string[]): Promise<RunningCli> {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await exited)[0];
  };
  return { line, url: line.replace(/^.* at /, ''), stop };
}

function runCli(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

test.each(['SIGTERM', 'SIGINT'] as const)('serves its own workers until %s', async (signal) => {
  const cli = await startCli();
  expect(cli.line).toMatch(/^Serving 5 workers at http:\/\/127\.0\.0\.1:\d+$/);
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

test('a folder that is not there is told on standard error with exit code 1', async () => {
  const result = runCli('serve', '--port', '0', '--workers', '/nonexistent');
  expect([result.status, result.stdout]).toEqual([1, '']);
  expect(result.stderr).toMatch(
    /^rbee-worker-registry: The folder of workers \/nonexistent cannot be read: .*\nName a folder/,
  );
});

test('a port that is taken is told on standard error with exit code 1', async () => {
  const { url } = await startCli();
  const result = runCli('serve', '--port', new URL(url).port);
  expect([result.status, result.stdout]).toEqual([1, '']);
  expect(result.stderr).toMatch(/^rbee-worker-registry: listen EADDRINUSE/);
});

test.each([
  [['serve', '--port', '65536'], /Expected a number from 0 to 65535\./],
  [['serve', '--port', 'x'], /Expected a number from 0 to 65535\./],
  [['serve', '--nonsense'], /unknown option '--nonsense'/],
  [['nonsense'], /unknown command 'nonsense'/],
])('%j is refused with exit code 1', (args, message) => {
  const result = runCli(...args);
  expect([result.status, result.stdout]).toEqual([1, '']);
  expect(result.stderr).toMatch(message);
});
