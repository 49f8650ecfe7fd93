import { setTimeout as sleep } from 'node:timers/promises';
import { createProcessFamily, type ProcessFamilyOptions } from './process-family.js';
import { type ProcessInfo, type ProcessTable, SYSTEM_PROCESS_TABLE } from './process-table.js';

const POLL_MILLISECONDS = 10;

/** How long to wait for processes that were killed: they may hang in the kernel, which no signal ends. */
const KILL_MILLISECONDS = 5_000;

/** With more processes than these there is no grace. */
const DEFAULT_MAX_PROCESSES = 4_096;

export interface ProcessTreeOptions extends ProcessFamilyOptions {
  /**
   * Whether the leader only watches over a process namespace, which ends with it. The mark then does not matter.
   * @default false
   */
  readonly isolated?: boolean | undefined;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMilliseconds: number;
  /** With more processes than these there is no grace: each tick of it would bring more. @default 4_096 */
  readonly maxProcesses?: number | undefined;
}

/** All processes that came of one. */
export interface ProcessTree {
  /** Those that have not ended; where processes cannot be seen, none is known. */
  members(): ProcessInfo[];
  /** Stops the group for a moment, so that it can be counted. */
  freeze(): void;
  resume(): void;
  /** Sends SIGKILL to the group at once, without a look at who is in it. */
  strike(): void;
  /** Takes those that are there now for what stays: the program itself and what stands around it. */
  keep(): void;
  /** Ends what was started since, but not what is kept: SIGTERM, a time of grace, SIGKILL. */
  endOthers(): Promise<void>;
  /**
   * Ends every process: SIGTERM, a time of grace, SIGKILL. Resolves when none is left, with those that could not be
   * ended, which is none but for a fault of the kernel.
   */
  end(): Promise<readonly ProcessInfo[]>;
}

type Target = Pick<ProcessInfo, 'pid' | 'startTime'>;
type Look = () => readonly ProcessInfo[];

/** Follows the processes that came of one, and ends them. No process is signalled whose number has come to name another. */
export function createProcessTree(options: ProcessTreeOptions): ProcessTree {
  const { leader, isolated = false, mark, graceMilliseconds, table = SYSTEM_PROCESS_TABLE } = options;
  const { maxProcesses = DEFAULT_MAX_PROCESSES } = options;
  const family = createProcessFamily({ ...options, mark: isolated ? undefined : mark });
  const signals = createSignals(table, () => (family.ownsGroup() ? leader : undefined));
  const kept = new Map<number, number>();

  function keep(): void {
    for (const { pid, startTime } of family.lookAnew()) kept.set(pid, startTime);
  }

  function isKept({ pid, startTime }: ProcessInfo): boolean {
    return pid === leader || kept.get(pid) === startTime;
  }

  function isOther(info: ProcessInfo): boolean {
    return !isKept(info);
  }

  /** Which processes are left. That none is, is only said after a look at every process. */
  function remaining(isWanted: (info: ProcessInfo) => boolean): ProcessInfo[] {
    const left = family.look().filter(isWanted);
    return left.length > 0 || isolated ? left : family.lookAnew().filter(isWanted);
  }

  async function endOthers(): Promise<void> {
    const found = family.lookAnew().filter(isOther);
    signals.toAll(found, 'SIGTERM');
    const others = () => remaining(isOther);
    if (found.length === 0 || (await vanish(others, graceMilliseconds))) return;
    await signals.killAll(others);
  }

  async function endIsolated(): Promise<void> {
    const all = family.look();
    const inner = all.length > maxProcesses ? [] : withoutWatchers(all, leader);
    // Stopped, the program cannot go on when what it waited for has ended.
    signals.toAll(inner.filter(isKept), 'SIGSTOP');
    const others = () => withoutWatchers(family.look(), leader).filter(isOther);
    if (inner.length > 0) {
      signals.toAll(others(), 'SIGTERM');
      await vanish(others, graceMilliseconds);
    }
    signals.toAll(
      all.filter(({ pid }) => pid === leader),
      'SIGKILL',
    );
    await signals.killAll(family.look);
  }

  async function endGroup(): Promise<void> {
    const all = family.lookAnew();
    if (isOver(all)) return;
    const isFlood = all.length > maxProcesses;
    signals.toGroup(isFlood ? 'SIGKILL' : 'SIGTERM');
    if (!isFlood) signals.toAll(all, 'SIGTERM');
    const left = () => remaining(() => true);
    if (!isFlood && (await vanish(left, graceMilliseconds, isOver))) return;
    await signals.killAll(() => {
      signals.toGroup('SIGKILL');
      return left();
    }, isOver);
  }

  /** Where processes cannot be seen the group itself must answer. */
  function isOver(found: readonly ProcessInfo[]): boolean {
    return found.length === 0 && (table.isVisible || !signals.toGroup(0));
  }

  return {
    members: family.look,
    freeze: () => void signals.toGroup('SIGSTOP'),
    resume: () => void signals.toGroup('SIGCONT'),
    strike: () => void signals.toGroup('SIGKILL'),
    keep,
    endOthers,
    async end() {
      try {
        await (isolated ? endIsolated() : endGroup());
        return family.lookAnew();
      } catch (error) {
        // Who cannot be looked for can still be ended where it was started.
        signals.toGroup('SIGKILL');
        throw error;
      }
    },
  };
}

/** Without the two processes of a namespace that only watch over it. */
function withoutWatchers(all: readonly ProcessInfo[], leader: number): readonly ProcessInfo[] {
  return all.filter(({ pid, parent }) => pid !== leader && parent !== leader);
}

interface Signals {
  /** Sends a signal to those whose number still names them. */
  toAll(processes: readonly Target[], signal: NodeJS.Signals): void;
  /** Sends a signal to the group if it is ours; signal 0 only asks. Returns whether it has a process. */
  toGroup(signal: NodeJS.Signals | 0): boolean;
  /** Kills until no process is left. */
  killAll(rest: Look, isOver?: (left: readonly ProcessInfo[]) => boolean): Promise<void>;
}

function createSignals(table: ProcessTable, ownGroup: () => number | undefined): Signals {
  function toAll(processes: readonly Target[], signal: NodeJS.Signals): void {
    for (const { pid, startTime } of processes) {
      if (table.read(pid)?.startTime === startTime) table.send(pid, signal);
    }
  }
  return {
    toAll,
    toGroup(signal) {
      const group = ownGroup();
      return group !== undefined && table.send(-group, signal);
    },
    async killAll(rest, isOver = isNobody) {
      await vanish(
        () => {
          const left = rest();
          toAll(left, 'SIGKILL');
          return left;
        },
        KILL_MILLISECONDS,
        isOver,
      );
    },
  };
}

function isNobody(left: readonly ProcessInfo[]): boolean {
  return left.length === 0;
}

/** Whether all have ended before the time is over. */
async function vanish(rest: Look, milliseconds: number, isOver = isNobody): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!isOver(rest())) {
    if (performance.now() >= end) return false;
    await sleep(POLL_MILLISECONDS);
  }
  return true;
}
