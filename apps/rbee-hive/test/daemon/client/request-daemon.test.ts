import { gzipSync } from 'node:zlib';
import { rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { requestJson } from '../../../src/daemon/client/request-daemon.js';
import { runJob } from '../../../src/daemon/run-job.js';

const shape = z.object({ version: z.string() });

test('an answer that is compressed six times is a daemon that does not answer, and nothing worse', async () => {
  const body = gzipSync('{"version":"1"}').subarray(0, 10);
  const headers = { 'content-encoding': 'gzip, gzip, gzip, gzip, gzip, gzip' };
  const { url } = await startHttpServer({ '/x': { type: 'body', body, headers } });
  expect(await rejectionOf(requestJson({ url }, '/x', { shape }))).toMatchObject({
    code: 'DAEMON_UNREACHABLE',
  });
});

test('a redirect is not followed, so that no token goes elsewhere', async () => {
  const other = await startHttpServer({ '/x': { type: 'body', body: '{"version":"1"}' } });
  const { url } = await startHttpServer({ '/x': { type: 'redirect', to: `${other.url}/x` } });
  expect(await rejectionOf(requestJson({ url, token: 'secret' }, '/x', { shape }))).toMatchObject({
    code: 'DAEMON_UNREACHABLE',
  });
  expect(other.requests).toEqual([]);
});

test('a daemon that does not accept a job is given up after 30 seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const server = await startHttpServer({ '/v1/jobs': { type: 'stall' } });
  const { signal } = new AbortController();
  const arrived = server.arrived('/v1/jobs');
  const rejected = rejectionOf(
    runJob({ url: server.url }, { operation: 'catalog_repair' }, { signal, onEvent: () => {} }),
  );
  await arrived;
  vi.advanceTimersByTime(30_000);
  expect(await rejected).toMatchObject({
    code: 'DAEMON_UNREACHABLE',
    message: `The daemon at ${server.url} did not accept the job within 30 s.`,
  });
});
