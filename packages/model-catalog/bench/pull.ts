/**
 * Times the pull of a model of 2 GB from a hub on loopback against `curl` and `sha256sum`, and its peak memory:
 *
 *     npx tsx bench/pull.ts [megabytes]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { reportRow } from '@rbee-internal/test-kit/bench';
import { ModelCatalog } from '../src/index.js';

const ROUNDS = 3;
const folder = mkdtempSync(path.join(os.tmpdir(), 'pull-bench-'));
const file = path.join(folder, 'model.bin');

if (process.argv[2] === 'pull') {
  const [url = '', digest = ''] = process.argv.slice(3);
  const catalog = await ModelCatalog.open({ root: path.join(folder, 'models') });
  const started = performance.now();
  await catalog.provisionAndAdd(`${url}#sha256=${digest}`, { jobId: 'bench' });
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  console.log(JSON.stringify({ milliseconds: performance.now() - started, peakKib: Number(peak) }));
  rmSync(folder, { recursive: true });
} else if (process.argv[2] === 'serve') {
  serve(process.argv[3] ?? '');
} else {
  await compare(Number(process.argv[2] ?? 2000));
}

async function compare(megabytes: number): Promise<void> {
  makeFile(megabytes);
  const digest = await digestOf(file);
  const { url, stop } = await startServer();
  const taken = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const theirs = timeCurl(url);
    const output = execFileSync(process.execPath, [
      '--import',
      'tsx',
      import.meta.filename,
      'pull',
      url,
      digest,
    ]);
    const ours: { milliseconds: number; peakKib: number } = JSON.parse(output.toString());
    taken.ours.push(ours.milliseconds);
    taken.theirs.push(theirs);
    console.log(
      `round ${round}: curl and sha256sum ${theirs.toFixed(0)} ms, pull ${ours.milliseconds.toFixed(0)} ms (${(ours.milliseconds / theirs).toFixed(2)}), peak ${(ours.peakKib / 1024).toFixed(0)} MiB`,
    );
  }
  stop();
  const cause = 'ours starts Node, reads what the file says of itself, and flushes it to the disk';
  reportRow({ name: `pull a model of ${megabytes} MB`, peer: 'curl, sha256sum', cause, ...taken });
  rmSync(folder, { recursive: true });
}

/** Random bytes once, and the rest by repeating them. */
function makeFile(megabytes: number): void {
  writeFileSync(file, '');
  truncateSync(file, 0);
  const block = createHash('sha512').update('seed').digest();
  const chunk = Buffer.alloc(8_000_000, block);
  for (let written = 0; written < megabytes; written += 8) writeFileSync(file, chunk, { flag: 'a' });
}

async function digestOf(name: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(name)) hash.update(chunk);
  return hash.digest('hex');
}

function timeCurl(url: string): number {
  const target = path.join(folder, 'curl.bin');
  const started = performance.now();
  const { status } = spawnSync('sh', [
    '-c',
    'curl -sfo "$1" "$2" && sha256sum "$1" >/dev/null',
    'sh',
    target,
    url,
  ]);
  if (status !== 0) throw new Error('curl failed');
  const time = performance.now() - started;
  if (existsSync(target)) rmSync(target);
  return time;
}

/** In a process of its own, so that it shares no thread with what is measured. */
async function startServer(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, 'serve', file]);
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (line) => resolve(String(line).trim())),
  );
  return { url, stop: () => child.kill() };
}

function serve(name: string): void {
  const { size } = statSync(name);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = Number(match?.[1] ?? 0);
    const end = match?.[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
    response.writeHead(match ? 206 : 200, {
      etag: '"bench"',
      'accept-ranges': 'bytes',
      'content-length': String(end - start + 1),
      ...(match && { 'content-range': `bytes ${start}-${end}/${size}` }),
    });
    createReadStream(name, { start, end, highWaterMark: 1024 * 1024 }).pipe(response);
  });
  server.listen(0, '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/model.bin`);
  });
}
