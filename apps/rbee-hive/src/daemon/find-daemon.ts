import { hasDaemonRecord } from 'rbee-hive-daemon/record';
import type { DaemonClient } from './client/daemon-client.js';

/**
 * The daemon of a state folder, when one runs. What listens there gets the token only after it has proven that it is
 * that daemon.
 *
 * @throws DaemonError `TOKEN_UNUSABLE`; the signal's reason
 */
export async function findDaemon(stateDir: string, signal: AbortSignal): Promise<DaemonClient | undefined> {
  if (!hasDaemonRecord(stateDir)) return undefined;
  const { findDaemon: findDaemonOf } = await import('rbee-hive-daemon/access');
  const found = await findDaemonOf(stateDir, { signal });
  if (found === undefined) return undefined;
  const { url, token, version } = found;
  const { createDaemonClient } = await import('./client/daemon-client.js');
  return createDaemonClient({ url, token }, version);
}
