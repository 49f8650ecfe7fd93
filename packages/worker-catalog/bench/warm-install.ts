/**
 * How long asking for an installed worker takes, beside the two conditional requests that it makes.
 *
 * Run: pnpm build && npx tsx bench/warm-install.ts
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { median, reportRow } from '@rbee-internal/test-kit/bench';

const ROUNDS = 200;
const ENTRY = {
  id: 'hello',
  name: 'Hello',
  version: '1',
  platforms: ['linux', 'macos'],
  architectures: ['any'],
};
const PKGBUILD = `pkgname=hello
pkgver=1
pkgrel=1
arch=(any)
package() { printf '#!/bin/sh\\n' > hello; install -Dm755 hello "$pkgdir/usr/bin/hello"; }
`;

const server = createServer((request, response) => {
  if (request.headers['if-none-match'] === '"1"') return void response.writeHead(304, { etag: '"1"' }).end();
  response
    .writeHead(200, { etag: '"1"' })
    .end(request.url?.endsWith('PKGBUILD') ? PKGBUILD : JSON.stringify(ENTRY));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-bench-'));
try {
  const catalog = await WorkerCatalog.open({ root: path.join(folder, 'workers'), registry: url });
  await catalog.provisionAndAdd('hello', { jobId: 'cold' });
  const requestTimes = await timesOf(async () => {
    for (const document of ['/workers/hello', '/workers/hello/PKGBUILD']) {
      await (await fetch(url + document, { headers: { 'if-none-match': '"1"' } })).arrayBuffer();
    }
  });
  const installTimes = await timesOf(() => catalog.provisionAndAdd('hello', { jobId: 'warm' }));
  const [requests, install] = [median(requestTimes), median(installTimes)];
  reportRow({
    name: 'ask for a worker that is installed',
    ours: installTimes,
    peer: 'its two conditional requests',
    theirs: requestTimes,
    cause: 'ours makes these requests, and compares the recipe and the record',
  });
  console.log(`two conditional requests: ${requests.toFixed(2)} ms (median of ${ROUNDS})`);
  console.log(
    `warm provisionAndAdd:     ${install.toFixed(2)} ms, ${(install - requests).toFixed(2)} ms beside them`,
  );
} finally {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return times;
}
