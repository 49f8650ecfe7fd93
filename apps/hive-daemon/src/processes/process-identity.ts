import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { endProcessGroup, runProgram } from '@rbee-internal/process-group';

/** Tells one process from every other that has, or will have, its id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system counts. */
  readonly start: string;
  /** This run of the kernel, and what it counts pids in. */
  readonly boot: string;
  readonly executable: string;
}

/** Who a running process is; `undefined` when there is none. On Linux it is read before the call returns. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  return process.platform === 'linux' ? identifyOnLinux(pid) : identifyByPs(pid);
}

/** Whether the process of that identity still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const found = await identify(identity.pid);
  return found !== undefined && isSame(found, identity);
}

/**
 * Ends a process that leads its group, and all of the group: SIGTERM, a time of grace, SIGKILL. Where the group is
 * not provably the one that was started, nothing is signalled.
 */
export async function endOwnGroup(identity: ProcessIdentity, graceMilliseconds: number): Promise<void> {
  if (await ownsGroup(identity)) await endProcessGroup(identity.pid, graceMilliseconds);
}

function isSame(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.executable === b.executable;
}

async function ownsGroup(identity: ProcessIdentity): Promise<boolean> {
  if (await isRunning(identity)) return true;
  // The leader has ended: the kernel gives its id to nobody while others are in its session.
  return process.platform === 'linux' && isOrphanedSession(identity);
}

/** Whether processes are left of the session that a process led which is gone. */
function isOrphanedSession({ pid, start, boot }: ProcessIdentity): boolean {
  if (readBoot() !== boot || readStat(pid) !== undefined) return false;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.some((name) => {
    const stat = readStat(Number(name));
    return stat?.session === pid && BigInt(stat.start) >= BigInt(start);
  });
}

function identifyOnLinux(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  const boot = readBoot();
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X' || boot === undefined) return undefined;
  const executable = attempt(() => readlinkSync(`/proc/${pid}/exe`));
  // A program that was removed or replaced while it runs is still the same.
  return { pid, start: stat.start, boot, executable: (executable ?? '').replace(/ \(deleted\)$/, '') };
}

interface Stat {
  readonly state: string;
  readonly session: number;
  readonly start: string;
}

/** proc(5): after the name, which may have any sign in it, come the numbered fields from the third on. */
function readStat(pid: number): Stat | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, session, start] = [fields?.[0], fields?.[3], fields?.[19]];
  return state === undefined || session === undefined || start === undefined
    ? undefined
    : { state, session: Number(session), start };
}

function readBoot(): string | undefined {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return boot === undefined ? undefined : `${boot} ${namespace ?? ''}`;
}

/** What is not there cannot be read; nor can what ended while it was read. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const ASK_OPTIONS = {
  env: { PATH: '/bin:/usr/bin:/sbin:/usr/sbin', LC_ALL: 'C' },
  timeoutMilliseconds: 5_000,
};

/** macOS: ps(1) tells the second in which it started, and sysctl(8) when the machine did. */
async function identifyByPs(pid: number): Promise<ProcessIdentity | undefined> {
  const [ps, boot] = await Promise.all([
    runProgram('ps', ['-o', 'stat=,lstart=,comm=', '-p', String(pid)], {
      ...ASK_OPTIONS,
      maxOutputBytes: 8_192,
    }),
    runProgram('sysctl', ['-n', 'kern.boottime'], { ...ASK_OPTIONS, maxOutputBytes: 8_192 }),
  ]);
  return parsePs(pid, ps.stdout, boot.stdout);
}

/** The identity that `ps -o stat=,lstart=,comm=` tells; its time is five words, such as `Mon Jan  2 03:04:05 2026`. */
export function parsePs(pid: number, output: string, boot: string): ProcessIdentity | undefined {
  const match = /^\s*(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(\S.*?)\s*$/.exec(output);
  const [, state = 'Z', start, executable] = match ?? [];
  if (state.startsWith('Z') || start === undefined || executable === undefined || boot === '')
    return undefined;
  return { pid, start, boot: boot.trim(), executable };
}
