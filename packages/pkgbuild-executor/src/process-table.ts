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

/** Ticks of a second in `/proc`, the same on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** Bytes of a page where nothing else is known. */
const PAGE_BYTES = 4_096;

/** The numbers of all processes of the machine; none where there is no `/proc`. */
export function listPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** How many tasks the whole machine has, threads included; `undefined` where there is no `/proc`. */
export function countTasks(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, , , tasks = ''] = readFileSync('/proc/loadavg', 'utf8').split(' ');
  return Number(tasks.split('/')[1]);
}

/** `undefined` for one that has ended. */
export function readProcess(pid: number): ProcessInfo | undefined {
  const stat = readProcessFile(pid, 'stat');
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const numbers = fields.map(Number);
  const [, parent = 0, group = 0, session = 0] = numbers;
  const cpuTicks = numbers.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0);
  return { pid, parent, group, session, startTime: numbers[19] ?? 0, cpuTicks };
}

/** Bytes of memory that a process has to itself. */
export function privateBytes(pid: number): number {
  const [, resident = 0, shared = 0] = (readProcessFile(pid, 'statm') ?? '').split(' ').map(Number);
  return Math.max(0, resident - shared) * PAGE_BYTES;
}

/** Whether a process was started with an entry such as `NAME=value` in its environment. */
export function hasEnvironmentEntry(pid: number, entry: string): boolean {
  const environment = readProcessFile(pid, 'environ') ?? '';
  return `\0${environment}`.includes(`\0${entry}\0`);
}

function readProcessFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    // It has ended, or belongs to somebody else.
    if (isSystemError(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
