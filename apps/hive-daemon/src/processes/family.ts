import {
  createProcessTree,
  listeningPorts,
  livenessOf,
  type ProcessIdentity,
} from '@rbee-internal/system/process';
import { pause } from '@rbee-internal/system/time';

/** What tells a process and all that came of it, also to a later daemon. */
export interface FamilyRecord {
  /** Who leads it; absent when that was not recorded in time. */
  readonly identity?: ProcessIdentity | undefined;
  /** An entry of the environment that only the family has. */
  readonly mark: string;
}

/** A pid and a start time that no process has. */
const NO_PID = Number.MAX_SAFE_INTEGER;
const NO_START = -1;

const POLL_MILLISECONDS = 20;

/**
 * Ends a family, also what left the leader's session: SIGTERM, a time of grace, SIGKILL. Of a leader that has ended, or whose id is
 * another process's by now, only those are signalled that have the mark. Resolves with how many could not be ended.
 */
export async function endFamily(
  { identity, mark }: FamilyRecord,
  graceMilliseconds: number,
): Promise<number> {
  const isThere = identity !== undefined && (await livenessOf(identity)) === 'live';
  const tree = createProcessTree({
    leader: identity?.pid ?? NO_PID,
    adoptedStart: isThere ? Number(identity.start) : NO_START,
    mark,
    graceMilliseconds,
  });
  return (await tree.end()).length;
}

/** Waits for a process to end by itself, all that came of it before; one that does not in time is ended. */
export async function letEnd(family: FamilyRecord, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  const { identity } = family;
  while (identity !== undefined && (await livenessOf(identity)) === 'live') {
    if (performance.now() >= end) return void (await endFamily(family, 0));
    await pause(POLL_MILLISECONDS);
  }
}

/** The ports at which a family listens, where they can be seen. */
export function familyPorts({ pid, mark }: { readonly pid: number; readonly mark: string }): number[] {
  const tree = createProcessTree({ leader: pid, mark, graceMilliseconds: 0 });
  return listeningPorts(tree.members().map((member) => member.pid));
}

/** The entry of an environment that a mark is. */
export function markEntry(mark: string): Record<string, string> {
  const [name = '', value = ''] = mark.split('=', 2);
  return { [name]: value };
}
