/** A process of a {@link FakeProcessTable}, with what identifies it. */
export interface FakeProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly startTime: number;
  readonly cpuTicks: number;
}

/** A machine's processes without a machine: what there is, who was signalled, and how each takes it. */
export interface FakeProcessTable {
  readonly self: number;
  readonly isVisible: boolean;
  list(): readonly number[];
  read(pid: number): FakeProcess | undefined;
  hasEntry(pid: number, entry: string): boolean;
  send(target: number, signal: NodeJS.Signals | 0): boolean;
  /** Puts a process there, in place of what bore its number. */
  add(
    process: Partial<FakeProcess> & Pick<FakeProcess, 'pid'>,
    how?: { readonly entries?: readonly string[]; readonly ignores?: readonly NodeJS.Signals[] },
  ): void;
  remove(pid: number): void;
  /** Every signal that was sent to a process or a group, such as `SIGTERM 12` and `SIGKILL -12`; not signal 0. */
  readonly sent: readonly string[];
}

const SELF = 1_000;
const FATAL: readonly (NodeJS.Signals | 0)[] = ['SIGTERM', 'SIGKILL'];

/** A table of our own process, number 1000, and of process 1. */
export function createFakeProcessTable({ isVisible = true } = {}): FakeProcessTable {
  const processes = new Map<
    number,
    { info: FakeProcess; entries: readonly string[]; ignores: readonly (NodeJS.Signals | 0)[] }
  >();
  const sent: string[] = [];
  const table: FakeProcessTable = {
    self: SELF,
    isVisible,
    sent,
    list: () => (isVisible ? [...processes.keys()] : []),
    read: (pid) => (isVisible ? processes.get(pid)?.info : undefined),
    hasEntry: (pid, entry) => processes.get(pid)?.entries.includes(entry) ?? false,
    send(target, signal) {
      const hit = [...processes.values()].filter(({ info }) =>
        target < 0 ? info.group === -target : info.pid === target,
      );
      if (signal !== 0) sent.push(`${signal} ${target}`);
      for (const { info, ignores } of hit)
        if (FATAL.includes(signal) && !ignores.includes(signal)) processes.delete(info.pid);
      return hit.length > 0;
    },
    add({ pid, parent = 1, group = pid, session = group, startTime = pid, cpuTicks = 0 }, how = {}) {
      const { entries = [], ignores = [] } = how;
      processes.set(pid, { info: { pid, parent, group, session, startTime, cpuTicks }, entries, ignores });
    },
    remove: (pid) => void processes.delete(pid),
  };
  table.add({ pid: 1, parent: 0 });
  table.add({ pid: SELF });
  return table;
}
