import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where a daemon says that it runs. */
export function recordFile(stateDir: string): string {
  return path.join(stateDir, 'daemon.json');
}

/** Whether a daemon of the state folder may run. Next to nothing is loaded to tell. */
export function hasDaemonRecord(stateDir: string): boolean {
  return existsSync(recordFile(stateDir));
}
