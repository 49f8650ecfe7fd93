import { livenessOf } from '@rbee-internal/system/process';
import { readDaemonRecord } from './daemon-record.js';
import { proveDaemon } from './prove-daemon.js';
import { reachableUrl } from './reachable-url.js';
import { readDaemonToken } from './token-file.js';

/** A daemon that runs, and has proven that it is the one of the state folder. */
export interface FoundDaemon {
  /** As this machine can call it, without a final slash. */
  readonly url: string;
  readonly token: string;
  readonly version: string;
  readonly pid: number;
}

/**
 * The daemon of a state folder. The process that `daemon.json` names has to live, and what listens at its URL has to
 * prove that it knows the token before it gets it: a daemon that died leaves its record, and its port to anybody.
 * `undefined` when none runs.
 * @throws DaemonError `TOKEN_UNUSABLE`; the signal's reason
 */
export async function findDaemon(
  stateDir: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FoundDaemon | undefined> {
  signal?.throwIfAborted();
  const record = await readDaemonRecord(stateDir);
  // One of another container cannot be looked for; its proof counts.
  if (record === undefined || (await livenessOf(record.identity)) === 'dead') return undefined;
  const token = await readDaemonToken(stateDir);
  if (token === undefined) return undefined;
  const url = reachableUrl(record.url);
  const proven = await proveDaemon({ url, token, signal });
  return proven && { url, token, version: proven.version, pid: record.pid };
}
