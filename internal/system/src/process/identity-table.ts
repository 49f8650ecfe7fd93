import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { type AskProgram, askProgram } from './ask-program.js';

/** What the system says of its processes. */
export interface IdentityTable {
  /** A process that has ended, noticed by its parent or not, is gone. `start` is empty where the system does not tell. */
  look(pid: number): Found | Promise<Found>;
  /** What the kernel calls this run, and what the pids of this process count in; empty where it does not tell. */
  system(): SystemRun | Promise<SystemRun>;
}

export type Found = 'gone' | { readonly start: string };

export interface SystemRun {
  readonly boot: string;
  readonly namespace: string;
}

/** Linux: all is read at once, without a turn of the event loop. */
export function createProcTable({ proc = '/proc', exists = processExists } = {}): IdentityTable {
  return {
    look: (pid) => {
      if (!isPid(pid)) return 'gone';
      const found = parseProcStat(readIfThere(path.join(proc, String(pid), 'stat')));
      // What may not be seen there, as another user's where /proc hides it, may still be there.
      return found ?? (exists(pid) ? { start: '' } : 'gone');
    },
    system: () => ({
      boot: readIfThere(path.join(proc, 'sys/kernel/random/boot_id')).trim(),
      namespace: attempt(() => readlinkSync(path.join(proc, 'self/ns/pid'))),
    }),
  };
}

/** macOS: ps(1) tells the second in which a process started, and sysctl(8) what the kernel calls this run. */
export function createPsTable({ ask = askProgram, exists = processExists } = {}): IdentityTable {
  let boot: Promise<string> | undefined;
  return {
    look: async (pid) => {
      if (!isPid(pid)) return 'gone';
      const answer = await ask('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
      return parsePs(answer) ?? (exists(pid) ? { start: '' } : 'gone');
    },
    system: async () => {
      boot ??= askBoot(ask);
      return { boot: await boot, namespace: '' };
    },
  };
}

/** Other systems only tell whether a process is there. */
export function createPlainTable({ exists = processExists } = {}): IdentityTable {
  return {
    look: (pid) => (isPid(pid) && exists(pid) ? { start: '' } : 'gone'),
    system: () => ({ boot: '', namespace: '' }),
  };
}

/** The table of the system that this runs on. */
export const SYSTEM_TABLE: IdentityTable = createSystemTable(process.platform);

function createSystemTable(platform: NodeJS.Platform): IdentityTable {
  if (platform === 'linux') return createProcTable();
  return platform === 'win32' ? createPlainTable() : createPsTable();
}

/** `undefined` for what is none: nothing could be read. */
function parseProcStat(text: string): Found | undefined {
  // proc_pid_stat(5): the second field is the name in parentheses and may hold anything; the third is the state and
  // the twenty-second the start time.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  if (state === undefined || start === undefined) return undefined;
  return ENDED.has(state) ? 'gone' : { start };
}

const ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

/** `stat=,lstart=`: the time is five words, such as `Mon Jan  2 03:04:05 2026`. */
function parsePs(text: string): Found | undefined {
  const [, state, time] = /^\s*(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s*$/.exec(text) ?? [];
  if (state === undefined || time === undefined) return undefined;
  if (state.startsWith('Z')) return 'gone';
  const milliseconds = Date.parse(`${time} UTC`);
  return Number.isNaN(milliseconds) ? undefined : { start: String(milliseconds / 1_000) };
}

/** The time of the start is not the same for the whole run: macOS corrects it with its clock. */
async function askBoot(ask: AskProgram): Promise<string> {
  return (await ask('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'])).trim();
}

function isPid(pid: number): boolean {
  // For kill(2) zero and less are groups.
  return Number.isSafeInteger(pid) && pid > 0;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as another user.
    return isSystemError(error, 'EPERM');
  }
}

function readIfThere(file: string): string {
  return attempt(() => readFileSync(file, 'utf8'));
}

/** What is not there cannot be read; nor can what ended while it was read. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
