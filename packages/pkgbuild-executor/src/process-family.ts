import { hasEnvironmentEntry, listPids, type ProcessInfo, readProcess } from './process-table.js';

/** After so many looks every process is read anew: a number may have come to name another process. */
const LOOKS_BEFORE_ANEW = 50;

/** The parent of those that the kernel itself has started, and of the first of a namespace. */
const NO_PARENT = 0;

export interface ProcessFamilyOptions {
  /** The process that was started, leader of a group and a session of its own. */
  readonly leader: number;
  /** An entry of the environment that only the family has; `undefined` where none can move away. */
  readonly mark: string | undefined;
}

/** All processes that came of one, among those of the machine. */
export interface ProcessFamily {
  /** Those that have not ended; where there is no `/proc`, none is known. */
  look(): ProcessInfo[];
  /** Like {@link look}, and takes nothing for granted that was seen before of other processes. */
  lookAnew(): ProcessInfo[];
}

/**
 * Members are the leader's group and session, their descendants, whoever was seen to be one of these before it moved
 * away, and whoever has the mark. Nobody else becomes one later: so each other process is read once, not at each look.
 */
export function createProcessFamily({ leader, mark }: ProcessFamilyOptions): ProcessFamily {
  const known = new Map<number, number>();
  let outsiders = new Set<number>();
  let looks = 0;

  function isKnown({ pid, startTime }: ProcessInfo): boolean {
    return known.get(pid) === startTime;
  }

  function isRelated(info: ProcessInfo): boolean {
    return info.pid === leader || info.group === leader || info.session === leader || isKnown(info);
  }

  /** Members among these; from now on they are known, wherever they move. */
  function findMembers(all: readonly ProcessInfo[]): ProcessInfo[] {
    const pids = withDescendants(
      all.filter(isRelated).map(({ pid }) => pid),
      all,
    );
    const members = all.filter(({ pid }) => pids.has(pid));
    for (const { pid, startTime } of members) known.set(pid, startTime);
    return members;
  }

  /** Makes known who moved away before it was seen. */
  function findMarked(all: readonly ProcessInfo[]): void {
    if (mark === undefined) return;
    for (const { pid, startTime } of all) {
      if (known.get(pid) !== startTime && hasEnvironmentEntry(pid, mark)) known.set(pid, startTime);
    }
  }

  function look(): ProcessInfo[] {
    looks += 1;
    if (looks % LOOKS_BEFORE_ANEW === 0) outsiders.clear();
    const pids = listPids();
    const all = pids.filter((pid) => pid !== process.pid && !outsiders.has(pid)).flatMap(readIfThere);
    findMembers(all);
    findMarked(all);
    const members = findMembers(all);
    // One whose parent has just ended is on its way to another parent: it is read again at the next look.
    const seeds = [NO_PARENT, process.pid, ...pids.filter((pid) => outsiders.has(pid))];
    outsiders = withDescendants(
      seeds,
      all.filter((info) => !isKnown(info)),
    );
    return members;
  }

  return {
    look,
    lookAnew() {
      outsiders.clear();
      return look();
    },
  };
}

function readIfThere(pid: number): ProcessInfo[] {
  const info = readProcess(pid);
  return info === undefined ? [] : [info];
}

/** Some processes and all their descendants. */
function withDescendants(ancestors: readonly number[], all: readonly ProcessInfo[]): Set<number> {
  const pids = new Set(ancestors);
  let before = -1;
  while (pids.size > before) {
    before = pids.size;
    for (const { pid, parent } of all) if (pids.has(parent)) pids.add(pid);
  }
  return pids;
}
