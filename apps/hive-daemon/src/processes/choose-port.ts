import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { DaemonError } from '../errors.js';

const TRIES = 20;

/**
 * The port of 127.0.0.1 for a worker: the one that is wanted, when nothing listens there, else one that was free a moment ago.
 *
 * @param taken ports that are given away already
 * @throws DaemonError `WORKER_NOT_READY`
 */
export async function choosePort(
  wanted: number | undefined,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  if (wanted === undefined) return findFreePort(taken);
  if (!taken.has(wanted) && (await isPortFree(wanted))) return wanted;
  throw new DaemonError({
    code: 'WORKER_NOT_READY',
    message: `Port ${wanted} is taken.`,
    hint: 'Choose another one, or name none.',
  });
}

async function findFreePort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = await tryPort(0);
    if (port !== undefined && !taken.has(port)) return port;
  }
  throw new DaemonError({
    code: 'WORKER_NOT_READY',
    message: 'The system gives no free port of 127.0.0.1.',
    hint: 'Stop programs that listen on many ports, or name one that is free.',
  });
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
