import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { createProcessFamily } from './process-family.js';
import type { ProcessInfo } from './process-table.js';

const POLL_MILLISECONDS = 10;

/** How long to wait for processes that were killed: they may hang in the kernel, which nobody can end. */
const KILL_MILLISECONDS = 5_000;

export interface ProcessTreeOptions {
  /** The process that was started, leader of a group of its own. */
  readonly leader: number;
  /** Whether the leader only watches over a process namespace, which ends with it. */
  readonly isolated: boolean;
  /** An entry of the environment that only this build's processes have. */
  readonly mark: string;
  readonly graceMilliseconds: number;
  /** With more processes than these there is no grace: each tick of it would bring more. */
  readonly maxProcesses: number;
}

/** All processes that came of one. */
export interface ProcessTree {
  /** Those that have not ended; where there is no `/proc`, none is known. */
  members(): ProcessInfo[];
  /** Stops the group for a moment, so that it can be counted. */
  freeze(): void;
  resume(): void;
  /** Sends SIGKILL to the group at once, without a look at who is in it. */
  strike(): void;
  /** Takes those that are there now for what a session is made of: bash and what stands around it. */
  keep(): void;
  /** Ends what the recipe has left running, but not what is kept: SIGTERM, a time of grace, SIGKILL. */
  endOthers(): Promise<void>;
  /** Ends every process, and resolves when none is left. */
  end(): Promise<void>;
}

/** Follows the processes of a build. */
export function createProcessTree(options: ProcessTreeOptions): ProcessTree {
  const { leader, isolated, mark, graceMilliseconds, maxProcesses } = options;
  const family = createProcessFamily({ leader, mark: isolated ? undefined : mark });
  const kept = new Map<number, number>();

  function keep(): void {
    for (const { pid, startTime } of family.lookAnew()) kept.set(pid, startTime);
  }

  function isKept({ pid, startTime }: ProcessInfo): boolean {
    return pid === leader || kept.get(pid) === startTime;
  }

  /** Without the two processes of a namespace that only watch over it. */
  function withoutWatchers(all: readonly ProcessInfo[]): readonly ProcessInfo[] {
    return all.filter(({ pid, parent }) => pid !== leader && parent !== leader);
  }

  function isOther(info: ProcessInfo): boolean {
    return !isKept(info);
  }

  /** Who is left. That nobody is, is only said after a look at every process. */
  function remaining(isWanted: (info: ProcessInfo) => boolean): ProcessInfo[] {
    const left = family.look().filter(isWanted);
    return left.length > 0 || isolated ? left : family.lookAnew().filter(isWanted);
  }

  async function endOthers(): Promise<void> {
    const found = family.lookAnew().filter(isOther);
    signalAll(found, 'SIGTERM');
    const others = () => remaining(isOther);
    if (found.length === 0 || (await vanish(others, graceMilliseconds))) return;
    await killAll(others);
  }

  async function endIsolated(): Promise<void> {
    const all = family.look();
    const inner = all.length > maxProcesses ? [] : withoutWatchers(all);
    // Stopped, bash cannot go on with the recipe when what it waited for has ended.
    const stopped = inner.filter(isKept);
    signalAll(stopped, 'SIGSTOP');
    const others = () => withoutWatchers(family.look()).filter(isOther);
    if (inner.length > 0) {
      signalAll(others(), 'SIGTERM');
      await vanish(others, graceMilliseconds);
    }
    signalAll(
      all.filter(({ pid }) => pid === leader),
      'SIGKILL',
    );
    await killAll(family.look);
  }

  async function endGroup(): Promise<void> {
    const all = family.lookAnew();
    if (groupOr(all).length === 0) return;
    const isFlood = all.length > maxProcesses;
    signalGroup(leader, isFlood ? 'SIGKILL' : 'SIGTERM');
    if (!isFlood) signalAll(all, 'SIGTERM');
    if (!isFlood && (await vanish(() => groupOr(remaining(() => true)), graceMilliseconds))) return;
    await killAll(() => {
      signalGroup(leader, 'SIGKILL');
      return groupOr(remaining(() => true));
    });
  }

  /** Without `/proc` the group itself must answer, and its leader stands for all. */
  function groupOr(found: readonly ProcessInfo[]): readonly Target[] {
    if (process.platform === 'linux') return found;
    return signalGroup(leader, 0) ? [{ pid: leader }] : [];
  }

  return {
    members: family.look,
    freeze: () => void signalGroup(leader, 'SIGSTOP'),
    resume: () => void signalGroup(leader, 'SIGCONT'),
    strike: () => void signalGroup(leader, 'SIGKILL'),
    keep,
    endOthers,
    async end() {
      try {
        await (isolated ? endIsolated() : endGroup());
      } catch (error) {
        // Who cannot be looked for can still be ended where it was started.
        signalGroup(leader, 'SIGKILL');
        throw error;
      }
    },
  };
}

type Target = Pick<ProcessInfo, 'pid'>;

async function vanish(rest: () => readonly Target[], milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (rest().length > 0) {
    if (Date.now() >= end) return false;
    await sleep(POLL_MILLISECONDS);
  }
  return true;
}

async function killAll(rest: () => readonly Target[]): Promise<void> {
  await vanish(() => {
    const left = rest();
    signalAll(left, 'SIGKILL');
    return left;
  }, KILL_MILLISECONDS);
}

function signalAll(processes: readonly Target[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) send(pid, signal);
}

/** Whether the group has a process to send the signal to; signal 0 only asks. */
function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  return send(-groupId, signal);
}

function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false;
    // One that runs as somebody else cannot be signalled by us, but it is there.
    if (isSystemError(error, 'EPERM')) return true;
    throw error;
  }
}
