import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { createDaemonClient, type DaemonClient } from './daemon-client.js';
import { requestJson } from './daemon-request.js';
import { DaemonRecord, Health } from './daemon-shapes.js';
import { reachableUrl } from './reachable-url.js';

/** How long a daemon may take to say that it is there. */
const HEALTH_MS = 2_000;

/** The daemon that `daemon.json` in the state folder tells of, when it is alive and answers. */
export async function findDaemon(stateDir: string, signal: AbortSignal): Promise<DaemonClient | undefined> {
  const record = await readRecord(path.join(stateDir, 'daemon.json'));
  if (record === undefined || !isAlive(record.pid)) return undefined;
  const address = { url: reachableUrl(record.url), token: record.token };
  try {
    // Without the token: whoever listens there now has to say first what it is.
    const { version } = await requestJson({ url: address.url }, '/health', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(HEALTH_MS)]),
      shape: Health,
    });
    return createDaemonClient(address, version);
  } catch {
    // It ended without taking its record away, or something else listens there: as good as none.
    signal.throwIfAborted();
    return undefined;
  }
}

async function readRecord(file: string): Promise<DaemonRecord | undefined> {
  try {
    return DaemonRecord.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, of another user.
    return isSystemError(error, 'EPERM');
  }
}
