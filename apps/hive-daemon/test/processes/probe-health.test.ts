import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { runProgram } from '@rbee-internal/system/process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { probeHealth } from '../../src/processes/probe-health.js';

async function useServer(status: number) {
  const server = createServer((_request, response) => void response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const { signal } = new AbortController();

describe('health', () => {
  test.each([
    [200, true],
    [204, true],
    [301, false],
    [404, false],
    [503, false],
  ])('an answer of status %d is %s', async (status, isWell) => {
    expect(await probeHealth(await useServer(status), signal)).toBe(isWell);
  });

  test('no one who listens, and an aborted question, are failures', async () => {
    const port = await useServer(200);
    expect(await probeHealth(port, AbortSignal.abort())).toBe(false);
    expect(await probeHealth(1, signal)).toBe(false);
  });
});

// On Node 20 a timer that only AbortSignal.any knew was collected as garbage, and the question was never over.
test('a worker that does not answer is given up in two seconds, however often memory is cleared', async () => {
  const child = path.join(import.meta.dirname, 'probe-beside-gc.ts');
  const { end, output } = await runProgram(process.execPath, ['--expose-gc', '--import', 'tsx', child], {
    env: { PATH: process.env.PATH },
    cwd: import.meta.dirname,
    timeoutMilliseconds: 20_000,
  });
  expect([output, end]).toEqual(['false\n', { type: 'exit', code: 0 }]);
}, 30_000);
