import type { FoundDaemon } from 'rbee-hive-daemon/access';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';

/** Where the daemon is, with its token. @throws CommandFailure `NO_DAEMON` */
export async function requireFound({ stateDir, signal }: CommandContext): Promise<FoundDaemon> {
  const { findDaemon } = await import('rbee-hive-daemon/access');
  const found = await findDaemon(stateDir, { signal });
  if (found !== undefined) return found;
  throw new CommandFailure({
    code: 'NO_DAEMON',
    message: 'No daemon is running.',
    hint: 'rbee-hive up starts it in the background, rbee-hive serve in this terminal.',
  });
}
