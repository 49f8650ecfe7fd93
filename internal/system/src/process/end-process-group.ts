import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError } from '@rbee-internal/coded-error';

const POLL_MILLISECONDS = 10;

/** How long to wait for processes that were killed: they may hang in the kernel, which no signal ends. */
const KILL_MILLISECONDS = 5_000;

/** Ends every process of a group: SIGTERM, a time of grace, SIGKILL. Resolves when none is left. */
export async function endProcessGroup(groupId: number, graceMilliseconds: number): Promise<void> {
  signalGroup(groupId, 'SIGTERM');
  const grace = Date.now() + graceMilliseconds;
  while (Date.now() < grace) {
    if (!(await isGroupAlive(groupId))) return;
    await sleep(POLL_MILLISECONDS);
  }
  const end = Date.now() + KILL_MILLISECONDS;
  while ((await isGroupAlive(groupId)) && Date.now() < end) {
    signalGroup(groupId, 'SIGKILL');
    await sleep(POLL_MILLISECONDS);
  }
}

/** Whether the group had a process to send the signal to; signal 0 only asks. */
function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false;
    // A member that runs as another user cannot be signalled by us, but it is there.
    if (isSystemError(error, 'EPERM')) return true;
    throw error;
  }
}

/** Ended processes that no process has waited for are still signalled: where `/proc` shows them, they are ignored. */
async function isGroupAlive(groupId: number): Promise<boolean> {
  if (!signalGroup(groupId, 0)) return false;
  if (process.platform !== 'linux') return true;
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const states = await Promise.all(names.map((name) => liveGroupOf(name)));
  return states.includes(groupId);
}

/** The group of a process that has not ended; proc(5) describes `stat`. */
async function liveGroupOf(pid: string): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : Number(group);
  } catch (error) {
    // The process ended between the listing and the reading.
    if (isSystemError(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}
