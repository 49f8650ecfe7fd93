import { readdirSync, readFileSync } from 'node:fs';
import { isSystemError } from '@rbee-internal/coded-error';

/** A process that has not ended, as proc(5) describes it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since the machine started; with `pid` it names a process for good. */
  readonly startTime: number;
  /** Processor time of the process and its ended children. */
  readonly cpuTicks: number;
}

/** The processes of a machine: those of the system, or those of a test. */
export interface ProcessTable {
  /** Our own process, which belongs to no family. */
  readonly self: number;
  /** Whether processes can be seen at all. Without it a family is known by its group alone. */
  readonly isVisible: boolean;
  /** The numbers of all processes. */
  list(): readonly number[];
  /** `undefined` for one that has ended. */
  read(pid: number): ProcessInfo | undefined;
  /**
   * Whether a process was started with an entry such as `NAME=value` in its environment; `undefined` for one that shows
   * none, as all do for the moment in which they become another program.
   */
  hasEntry(pid: number, entry: string): boolean | undefined;
  /** Sends a signal to a process, or to a group by its negative number. Returns whether there was one. */
  send(target: number, signal: NodeJS.Signals | 0): boolean;
}

/** Ticks of a second in `/proc`, the same on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** Bytes of a page where nothing else is known. */
const PAGE_BYTES = 4_096;

/** The table of this machine: `/proc`, and kill(2). */
export const SYSTEM_PROCESS_TABLE: ProcessTable = Object.freeze({
  self: process.pid,
  isVisible: process.platform === 'linux',
  list: listPids,
  read: readProcess,
  hasEntry: hasEnvironmentEntry,
  send: sendSignal,
});

function listPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

function readProcess(pid: number): ProcessInfo | undefined {
  const stat = readProcessFile(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name before it may hold any sign, a parenthesis too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const numbers = fields.map(Number);
  const [, parent = 0, group = 0, session = 0] = numbers;
  const cpuTicks = numbers.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0);
  return { pid, parent, group, session, startTime: numbers[19] ?? 0, cpuTicks };
}

function hasEnvironmentEntry(pid: number, entry: string): boolean | undefined {
  const environment = readProcessFile(pid, 'environ');
  if (environment === '') return undefined;
  return `\0${environment ?? ''}`.includes(`\0${entry}\0`);
}

function sendSignal(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false;
    // One that runs as another user cannot be signalled by us, but it is there.
    if (isSystemError(error, 'EPERM')) return true;
    throw error;
  }
}

/** How many tasks the whole machine has, threads included; `undefined` where there is no `/proc`. */
export function countTasks(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, , , tasks = ''] = readFileSync('/proc/loadavg', 'utf8').split(' ');
  return Number(tasks.split('/')[1]);
}

/** Bytes of memory that a process has to itself. */
export function privateBytes(pid: number): number {
  const [, resident = 0, shared = 0] = (readProcessFile(pid, 'statm') ?? '').split(' ').map(Number);
  return Math.max(0, resident - shared) * PAGE_BYTES;
}

function readProcessFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    // It has ended, or belongs to another user.
    if (isSystemError(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
