import { timingSafeEqual } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createRegistryApp, openFolderStore } from 'rbee-worker-registry';
import { PROGRAM, writeLicensedWorker } from './licensed-worker.js';

// The tokens of customers; a real shop would look them up.
const licences = (process.env.LICENCES ?? '').split(',').filter((token) => token !== '');

const port = Number(process.env.PORT ?? 0) || (await freePort());
const origin = `http://127.0.0.1:${port}`;
const workers = await mkdtemp(path.join(tmpdir(), 'private-registry-'));
await writeLicensedWorker(workers, origin);

const app = new Hono();
app.get('/downloads/licensed-worker-cpu', (context) =>
  isLicensed(context.req.header('authorization'))
    ? context.body(PROGRAM)
    : context.text('A licence is needed: https://example.org/buy', 401),
);
app.route('/', createRegistryApp({ store: await openFolderStore(workers), version: '1.0.0' }));
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => console.log(origin));
process.once('SIGTERM', () => server.close());

function isLicensed(header = ''): boolean {
  return licences.some((token) => {
    const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
