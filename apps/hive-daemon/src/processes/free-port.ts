import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { DaemonError } from '../errors.js';

const TRIES = 20;

/** A port of 127.0.0.1 that was free a moment ago and is none of `taken`. @throws DaemonError `WORKER_NOT_READY` */
export async function findFreePort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = await tryPort(0);
    if (port !== undefined && !taken.has(port)) return port;
  }
  throw new DaemonError({ code: 'WORKER_NOT_READY', message: 'The system has no free port.' });
}

/** Whether something could listen there. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== undefined;
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
