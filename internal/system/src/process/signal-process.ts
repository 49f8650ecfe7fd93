import { isSystemError } from '@rbee-internal/coded-error';
import { livenessOf, type ProcessIdentity } from './identity.js';

/**
 * Sends a signal to a process that is surely the one that is meant. What has its id by now gets none.
 *
 * @returns whether it was sent
 * @throws the system's error, such as EPERM for a process of another user
 */
export async function signalProcess(
  identity: ProcessIdentity,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<boolean> {
  if ((await livenessOf(identity)) !== 'live') return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false;
    throw error;
  }
}
