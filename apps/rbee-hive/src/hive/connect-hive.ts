import { proveDaemon } from 'rbee-hive-daemon/access';
import { Health } from 'rbee-hive-daemon/api';
import type { DaemonAddress } from '../daemon/client/daemon-address.js';
import { createDaemonClient, type DaemonClient } from '../daemon/client/daemon-client.js';
import { requestJson } from '../daemon/client/request-daemon.js';
import { CommandFailure } from '../errors.js';

/**
 * The hive of another machine. Over https its certificate says who it is; over http it has to prove that it knows the
 * token before it gets it.
 *
 * @throws CommandFailure `DAEMON_UNREACHABLE`, `DAEMON_ANSWER_INVALID`; the signal's reason
 */
export async function connectHive(address: DaemonAddress, signal: AbortSignal): Promise<DaemonClient> {
  const { url, reach } = address;
  const { version } = await requestJson({ url, reach }, '/health', { signal, shape: Health });
  if (url.startsWith('http:')) await prove(address, signal);
  return createDaemonClient(address, version);
}

async function prove({ url, token = '' }: DaemonAddress, signal: AbortSignal): Promise<void> {
  if ((await proveDaemon({ url, token, signal })) !== undefined) return;
  throw new CommandFailure({
    code: 'UNAUTHORIZED',
    message: `What listens at ${url} does not know this token, so it was not sent there.`,
    hint: 'Give the token that is in the file "token" of that hive\'s state folder.',
  });
}
