import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';
import type { DaemonClient } from './client/daemon-client.js';

/** The daemon that runs. @throws CommandFailure `NO_DAEMON` */
export async function requireDaemon({ findDaemon }: CommandContext): Promise<DaemonClient> {
  const daemon = await findDaemon();
  if (daemon !== undefined) return daemon;
  throw new CommandFailure({
    code: 'NO_DAEMON',
    message: 'No daemon is running, so no worker runs in the background.',
    hint: 'Start it with rbee-hive serve. What rbee-hive spawn runs in the foreground ends with Ctrl-C.',
  });
}
