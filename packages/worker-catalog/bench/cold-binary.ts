/**
 * A binary package of 200 MB from nothing to installed, against what a person would type: curl, sha256sum, tar, install.
 *
 * Run: pnpm build && npx tsx bench/cold-binary.ts (needs curl, tar and sha256sum)
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { reportRow } from '@rbee-internal/test-kit/bench';

const ROUNDS = 9;
const MEBIBYTES = 200;

const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-bench-'));
const tarball = path.join(folder, 'worker.tar.gz');
await makeTarball();
const sha256 = createHash('sha256')
  .update(await readFile(tarball))
  .digest('hex');

const { server, url } = await startServer();

try {
  // Not counted: memory that the system takes for the first time slows the first measurement.
  await time(installByHand);
  await time(installOurs);
  const ratios: number[] = [];
  const taken = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const isOursFirst = round % 2 === 0;
    const first = await time(isOursFirst ? installOurs : installByHand);
    const second = await time(isOursFirst ? installByHand : installOurs);
    const [ours, theirs] = isOursFirst ? [first, second] : [second, first];
    ratios.push(ours / theirs);
    taken.ours.push(ours);
    taken.theirs.push(theirs);
    console.log(
      `${(ours / 1000).toFixed(2)} s against ${(theirs / 1000).toFixed(2)} s: ${(ours / theirs).toFixed(2)}`,
    );
  }
  reportRow({
    name: `install a binary package of ${MEBIBYTES} MiB`,
    peer: 'curl, sha256sum, tar, install',
    ...taken,
    cause: 'the build gets a copy of its own, and what is installed is hashed and flushed',
  });
  console.log(`median ratio ${ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]?.toFixed(2)}`);
} finally {
  server.kill();
  await rm(folder, { recursive: true });
}

/** In a process of its own: neither side does the server's work. */
async function startServer() {
  const program = fileURLToPath(new URL('binary-server.ts', import.meta.url));
  const server = spawn(process.execPath, ['--import', 'tsx', program, tarball, sha256], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  return { server, url: line.toString().trim() };
}

async function installOurs(root: string): Promise<void> {
  const catalog = await WorkerCatalog.open({ root, registry: url });
  await catalog.provisionAndAdd('worker', { jobId: 'bench' });
}

async function installByHand(work: string): Promise<void> {
  const script = `
    curl -sSf -o worker.tar.gz "$1/worker.tar.gz"
    echo "$2  worker.tar.gz" | sha256sum -c --quiet
    tar -xzf worker.tar.gz
    install -Dm755 worker bin/worker
  `;
  const child = spawn('bash', ['-ec', script, 'bash', url, sha256], { cwd: work, stdio: 'inherit' });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`The script ended with ${code}`);
}

/** In a new folder that is gone afterwards: neither side waits for the disk, or for memory, because of the other. */
async function time(install: (work: string) => Promise<void>): Promise<number> {
  const work = path.join(folder, 'work');
  await mkdir(work);
  execFileSync('sync');
  const startedAt = performance.now();
  await install(work);
  const milliseconds = performance.now() - startedAt;
  await rm(work, { recursive: true });
  return milliseconds;
}

/** Bytes that gzip cannot make much smaller, as programs with weights in them. */
async function makeTarball(): Promise<void> {
  const file = openSync(path.join(folder, 'worker'), 'w', 0o755);
  for (let mebibyte = 0; mebibyte < MEBIBYTES; mebibyte += 1) writeSync(file, randomBytes(1024 * 1024));
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'worker']);
  await rm(path.join(folder, 'worker'));
}
