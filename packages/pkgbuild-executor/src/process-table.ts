import { readdirSync, readFileSync } from 'node:fs';

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

/** All processes of the machine that have not ended; none where there is no `/proc`. */
export function listProcesses(): ProcessInfo[] {
  if (process.platform !== 'linux') return [];
  const processes: ProcessInfo[] = [];
  for (const name of readdirSync('/proc')) {
    const code = name.charCodeAt(0);
    if (code < 0x31 || code > 0x39) continue;
    const info = readProcess(name);
    if (info !== undefined) processes.push(info);
  }
  return processes;
}

/** How many tasks the whole machine has, threads included; `undefined` where there is no `/proc`. */
export function countTasks(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, , , tasks = ''] = readFileSync('/proc/loadavg', 'utf8').split(' ');
  return Number(tasks.split('/')[1]);
}

function readProcess(pid: string): ProcessInfo | undefined {
  const stat = readProcessFile(pid, 'stat');
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const numbers = fields.map(Number);
  const [, parent = 0, group = 0, session = 0] = numbers;
  const cpuTicks = numbers.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0);
  return { pid: Number(pid), parent, group, session, startTime: numbers[19] ?? 0, cpuTicks };
}

/** Bytes of memory that a process has to itself. */
export function privateBytes(pid: number): number {
  const [, resident = 0, shared = 0] = (readProcessFile(String(pid), 'statm') ?? '').split(' ').map(Number);
  return Math.max(0, resident - shared) * PAGE_BYTES;
}

/** Whether a process was started with an entry such as `NAME=value` in its environment. */
export function hasEnvironmentEntry(pid: number, entry: string): boolean {
  const environment = readProcessFile(String(pid), 'environ') ?? '';
  return `\0${environment}`.includes(`\0${entry}\0`);
}

function readProcessFile(pid: string, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It has ended, or belongs to somebody else.
    return undefined;
  }
}
