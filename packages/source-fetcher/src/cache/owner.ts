import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';

/**
 * A text that says which process something belongs to: its id, when it was started, and a number of its own.
 * A process id alone is given to another process after a while.
 */
export async function createOwner(): Promise<string> {
  return `${process.pid}-${(await startOf(process.pid)) ?? 0}-${randomBytes(6).toString('hex')}`;
}

/** Whether the process that made the text still runs. A text that is none of ours belongs to nobody. */
export async function isOwnerAlive(owner: string): Promise<boolean> {
  const parsed = /^(\d{1,10})-(\d{1,20})-[0-9a-f]{12}$/.exec(owner);
  if (parsed === null) return false;
  const pid = Number(parsed[1]);
  if (!isRunning(pid)) return false;
  const started = await startOf(pid);
  return started === undefined || parsed[2] === '0' || started === parsed[2];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}

const START_FIELD = 22;

/** Clock ticks from boot to a process's start, proc(5); unknown where there is no /proc. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The second field is a name in parentheses, which may hold spaces and parentheses itself.
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .at(START_FIELD - 3);
  } catch {
    // Other systems have no such file; the process id has to do.
    return undefined;
  }
}
