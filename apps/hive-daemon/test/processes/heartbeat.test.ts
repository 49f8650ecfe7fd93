import { expect, onTestFinished, test } from 'vitest';
import { type HeartbeatInit, startHeartbeat } from '../../src/processes/heartbeat.js';
import { startEngineServer } from '../gateway/fake-engine.js';

function beat(init: Partial<HeartbeatInit>): string[] {
  const troubles: string[] = [];
  const stop = startHeartbeat({
    queenUrl: 'http://127.0.0.1:1',
    workerId: 'process-1',
    workerUrl: 'http://127.0.0.1:4000',
    isReady: () => true,
    onTrouble: (reason) => troubles.push(reason),
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    seconds: 0.02,
    ...init,
  });
  onTestFinished(stop);
  return troubles;
}

test('the queen gets what a worker’s own heartbeat says', async () => {
  const queen = await startEngineServer((_request, response) => void response.end());
  beat({ queenUrl: `http://127.0.0.1:${queen.port}/queen/` });
  await expect.poll(() => queen.requests.length).toBeGreaterThan(2);
  expect(queen.requests[0]).toMatchObject({ method: 'POST', path: '/queen/v1/worker-heartbeat' });
  expect(queen.requests[0]?.json).toEqual({
    worker_id: 'process-1',
    status: 'ready',
    url: 'http://127.0.0.1:4000',
    timestamp: '2026-01-02T03:04:05Z',
  });
});

test('a queen that is away is asked less often, and is said once', async () => {
  const queen = await startEngineServer(
    (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  );
  const troubles = beat({ queenUrl: `http://127.0.0.1:${queen.port}` });
  await expect.poll(() => queen.requests.length).toBeGreaterThan(3);
  expect(troubles).toEqual(['it answered 302']);
});

test('a worker that is not ready has none', async () => {
  const queen = await startEngineServer((_request, response) => void response.end());
  let isReady = false;
  beat({ queenUrl: `http://127.0.0.1:${queen.port}`, isReady: () => isReady });
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(queen.requests).toEqual([]);
  isReady = true;
  await expect.poll(() => queen.requests.length).toBeGreaterThan(0);
});
