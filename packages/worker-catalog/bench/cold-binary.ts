/**
 * A binary package of 200 MB from nothing to installed, against what a person would type: curl, sha256sum, tar, install.
 *
 * Run: pnpm build && npx tsx bench/cold-binary.ts (needs curl, tar and sha256sum)
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';

const ROUNDS = 5;
const MEBIBYTES = 200;

const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-bench-'));
const tarball = path.join(folder, 'worker.tar.gz');
await makeTarball();
const sha256 = createHash('sha256')
  .update(await readFile(tarball))
  .digest('hex');
const { size } = await stat(tarball);

const server = createServer((request, response) => {
  if (request.url === '/worker.tar.gz') {
    response.writeHead(200, { 'content-length': size });
    createReadStream(tarball).pipe(response);
    return;
  }
  response.end(request.url?.endsWith('PKGBUILD') ? recipe() : JSON.stringify(ENTRY));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const ENTRY = {
  id: 'worker',
  name: 'Worker',
  version: '1',
  platforms: ['linux', 'macos'],
  architectures: ['any'],
  probe: 'none',
};

try {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours = await time(() => installOurs(round));
    const theirs = await time(() => installByHand(round));
    ratios.push(ours / theirs);
    console.log(
      `${(ours / 1000).toFixed(2)} s against ${(theirs / 1000).toFixed(2)} s: ${(ours / theirs).toFixed(2)}`,
    );
  }
  console.log(`median ratio ${ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]?.toFixed(2)}`);
} finally {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
}

async function installOurs(round: number): Promise<void> {
  const catalog = await WorkerCatalog.open({ root: path.join(folder, `ours-${round}`), registry: url });
  await catalog.provisionAndAdd('worker', { jobId: 'bench' });
}

async function installByHand(round: number): Promise<void> {
  const work = path.join(folder, `hand-${round}`);
  await mkdir(work);
  const script = `
    curl -sSf -o worker.tar.gz "$1/worker.tar.gz"
    echo "$2  worker.tar.gz" | sha256sum -c --quiet
    tar -xzf worker.tar.gz
    install -Dm755 worker bin/worker
  `;
  // In a process of its own, so that our server can answer.
  const child = spawn('bash', ['-ec', script, 'bash', url, sha256], { cwd: work, stdio: 'inherit' });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`The script ended with ${code}`);
}

async function time(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Bytes that gzip cannot make much smaller, as programs with weights in them. */
async function makeTarball(): Promise<void> {
  const file = openSync(path.join(folder, 'worker'), 'w', 0o755);
  for (let mebibyte = 0; mebibyte < MEBIBYTES; mebibyte += 1) writeSync(file, randomBytes(1024 * 1024));
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'worker']);
  await rm(path.join(folder, 'worker'));
}

function recipe(): string {
  return `pkgname=worker
pkgver=1
pkgrel=1
arch=(any)
source=(${url}/worker.tar.gz)
sha256sums=(${sha256})
package() { install -Dm755 worker "$pkgdir/usr/bin/worker"; }
`;
}
