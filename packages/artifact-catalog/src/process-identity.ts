import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { isSystemError } from '@rbee-internal/coded-error';

/** Tells one process from every other that has or will have its id, on this machine or another. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own count; 0 where the system does not tell. */
  readonly start: number;
  /** The machine's name, what its kernel calls this run, and what the pid counts in: six hex digits each. */
  readonly host: string;
  readonly boot: string;
  readonly namespace: string;
}

/** `unknown` is a process of another machine or container: nothing here can tell whether it still runs. */
export type Liveness = 'live' | 'dead' | 'unknown';

/** The identity of the process that calls. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const host = os.hostname();
  const [boot, namespace, start] = await Promise.all([
    ifThere(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    ifThere(readlink('/proc/self/ns/pid')),
    startOf(process.pid),
  ]);
  return {
    pid: process.pid,
    start: start ?? 0,
    host: shortHash(host),
    boot: shortHash(boot ?? host),
    namespace: shortHash(namespace ?? ''),
  };
}

/** Whether a process still runs, as far as `self` can tell. A pid that has been given anew does not count. */
export async function livenessOf(other: ProcessIdentity, self: ProcessIdentity): Promise<Liveness> {
  if (other.boot !== self.boot) return other.host === self.host ? 'dead' : 'unknown';
  if (other.namespace !== self.namespace) return 'unknown';
  if (!isRunning(other.pid)) return 'dead';
  const start = await startOf(other.pid);
  const isSame = start === undefined || other.start === 0 || start === other.start;
  return isSame ? 'live' : 'dead';
}

/** The identity as part of a file's name. */
export function identityText({ pid, start, host, boot, namespace }: ProcessIdentity): string {
  return `${pid}-${start}-${host}-${boot}-${namespace}`;
}

/** The identity that {@link identityText} wrote, if it is one. */
export function identityFromText(text: string): ProcessIdentity | undefined {
  const match = IDENTITY.exec(text);
  const [, pid, start, host = '', boot = '', namespace = ''] = match ?? [];
  return match ? { pid: Number(pid), start: Number(start), host, boot, namespace } : undefined;
}

const IDENTITY = /^([1-9]\d{0,9})-(\d{1,15})-([0-9a-f]{6})-([0-9a-f]{6})-([0-9a-f]{6})$/;

/** What {@link startOf} answers for a process that has ended and is only waiting to be noticed. */
const ENDED = -1;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as another user.
    return isSystemError(error, 'EPERM');
  }
}

/** `undefined` where the system does not tell. */
async function startOf(pid: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  if (process.platform !== 'linux') return startByPs(pid);
  const stat = await ifThere(readFile(`/proc/${pid}/stat`, 'utf8'));
  // proc_pid_stat(5): the second field is the name in parentheses and may hold anything; the third is the state and
  // the twenty-second the start time.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields?.[0] === 'Z' || fields?.[0] === 'X') return ENDED;
  return fields?.[19] === undefined ? undefined : Number(fields[19]);
}

async function startByPs(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
      env: { LC_ALL: 'C', TZ: 'UTC' },
    });
    const milliseconds = Date.parse(`${stdout.trim()} UTC`);
    return Number.isNaN(milliseconds) ? undefined : milliseconds / 1_000;
  } catch {
    // Without ps, or with another one, a pid that still exists counts as the same process.
    return undefined;
  }
}

async function ifThere(reading: Promise<string>): Promise<string | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 6);
}
