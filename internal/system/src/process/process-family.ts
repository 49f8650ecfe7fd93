import { randomBytes } from 'node:crypto';
import { type ProcessInfo, type ProcessTable, SYSTEM_PROCESS_TABLE } from './process-table.js';

/** After so many looks every process is read again: a number may have come to name another process. */
const LOOKS_BEFORE_ANEW = 50;

/** The parent of those that the kernel itself has started, and of the first of a namespace. */
const NO_PARENT = 0;

/** The parent of the kernel's threads. */
const KERNEL_PARENT = 2;

/** The name of the environment variable that marks a family. */
const MARK_NAME = 'RBEE_FAMILY';

export interface ProcessFamilyOptions {
  /** The process that was started, leader of a group and a session of its own. */
  readonly leader: number;
  /**
   * When the leader started, as {@link ProcessInfo} tells, for one that an earlier process of ours has started: its
   * number may name another process by now. @default the leader was started just now, by us
   */
  readonly adoptedStart?: number | undefined;
  /** An entry of the environment that only the family has; `undefined` where none can move away. */
  readonly mark: string | undefined;
  /** @default the machine's */
  readonly table?: ProcessTable | undefined;
}

/** All processes that came of one, among those of the machine. */
export interface ProcessFamily {
  /** Those that have not ended; where processes cannot be seen, none is known. */
  look(): ProcessInfo[];
  /** Like {@link look}, and takes nothing for granted that was seen before of other processes. */
  lookAnew(): ProcessInfo[];
  /** Whether the leader's group is the family's now, and not one of a later process with the same number. */
  ownsGroup(): boolean;
}

/** A new mark, `RBEE_FAMILY=<random>`. */
export function newFamilyMark(): string {
  return `${MARK_NAME}=${randomBytes(16).toString('hex')}`;
}

/**
 * Members are the leader's group and session, their descendants, each process that was seen to be one of these before it moved
 * away, and each that has the mark. No other process becomes one later: so each other process is read once, not at each look.
 *
 * The kernel gives the leader's number to no process while its group or session has a member. So once another process is
 * seen under that number, the group and the session of that number are that process's.
 */
export function createProcessFamily(options: ProcessFamilyOptions): ProcessFamily {
  const { leader, mark, adoptedStart, table = SYSTEM_PROCESS_TABLE } = options;
  const known = new Map<number, number>();
  const group = createGroupClaim(leader, adoptedStart, table);
  let outsiders = new Set<number>();
  let looks = 0;

  function isKnown({ pid, startTime }: ProcessInfo): boolean {
    return known.get(pid) === startTime;
  }

  function isRelated(info: ProcessInfo): boolean {
    if (isKnown(info)) return true;
    return group.isOurs() && [info.pid, info.group, info.session].includes(leader);
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

  /** Makes known who moved away before it was seen; returns those of which it cannot be said now. */
  function findMarked(all: readonly ProcessInfo[]): ReadonlySet<number> {
    const unsure = new Set<number>();
    if (mark === undefined) return unsure;
    for (const info of all) {
      if (isKnown(info)) continue;
      const isMarked = table.hasEntry(info.pid, mark);
      if (isMarked === true) known.set(info.pid, info.startTime);
      // The kernel's own never have an environment.
      if (isMarked === undefined && info.parent !== KERNEL_PARENT) unsure.add(info.pid);
    }
    return unsure;
  }

  function look(): ProcessInfo[] {
    looks += 1;
    if (looks % LOOKS_BEFORE_ANEW === 0) outsiders.clear();
    const pids = table.list();
    const all = pids
      .filter((pid) => pid !== table.self && !outsiders.has(pid))
      .flatMap((pid) => table.read(pid) ?? []);
    group.check(all.find(({ pid }) => pid === leader));
    findMembers(all);
    const unsure = findMarked(all);
    const members = findMembers(all);
    // One whose parent has just ended is on its way to another parent: it is read again at the next look.
    const seeds = [NO_PARENT, table.self, ...pids.filter((pid) => outsiders.has(pid))];
    outsiders = withDescendants(
      seeds,
      all.filter((info) => !isKnown(info) && !unsure.has(info.pid)),
    );
    return members;
  }

  return {
    look,
    lookAnew() {
      outsiders.clear();
      return look();
    },
    ownsGroup() {
      group.check(table.read(leader));
      return group.isOurs();
    },
  };
}

interface GroupClaim {
  /** Takes what bears the leader's number now. */
  check(found: ProcessInfo | undefined): void;
  isOurs(): boolean;
}

/**
 * Whether a group of the leader's number is the family's. Of a leader that we have started it is, until another
 * process is seen under its number; of an adopted one it is, once the leader itself was seen.
 */
function createGroupClaim(leader: number, adoptedStart: number | undefined, table: ProcessTable): GroupClaim {
  const start = adoptedStart ?? table.read(leader)?.startTime;
  let isOurs = adoptedStart === undefined;
  return {
    check(found) {
      if (found !== undefined) isOurs = found.startTime === start;
    },
    isOurs: () => isOurs,
  };
}

/** Some processes and all their descendants. */
function withDescendants(ancestors: readonly number[], all: readonly ProcessInfo[]): Set<number> {
  const childrenOf = new Map<number, ProcessInfo[]>();
  for (const info of all) {
    const siblings = childrenOf.get(info.parent);
    if (siblings === undefined) childrenOf.set(info.parent, [info]);
    else siblings.push(info);
  }
  const pids = new Set(ancestors);
  // What is added while a set is gone through is visited too.
  for (const pid of pids) for (const child of childrenOf.get(pid) ?? []) pids.add(child.pid);
  return pids;
}
