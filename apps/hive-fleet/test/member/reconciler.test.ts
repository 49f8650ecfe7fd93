import { useTempDir } from '@rbee-internal/test-kit';
import type { FleetHive } from 'rbee-hive-daemon';
import type { Operation, WorkerProcess } from 'rbee-hive-daemon/api';
import { expect, test } from 'vitest';
import { MemberStore } from '../../src/member/member-store.js';
import { Reconciler } from '../../src/member/reconciler.js';
import type { WantedLine } from '../../src/protocol/wanted.js';

const CHAT: WantedLine = { name: 'chat', worker: 'engine' };

/** A hive whose jobs are done at once, unless they are held or fail. */
async function useHive() {
  const stateDir = await useTempDir();
  const done: string[] = [];
  const processes: WorkerProcess[] = [];
  const fails = new Set<string>();
  const listeners = new Set<(process: WorkerProcess) => void>();
  let hold: Promise<void> = Promise.resolve();
  const end = (id: string) => {
    const found = processes.find((process) => process.id === id);
    if (found === undefined) return;
    Object.assign(found, { state: 'stopped' });
    for (const listener of listeners) listener(found);
  };
  const perform = async (operation: Operation) => {
    done.push(operation.operation);
    await hold;
    if (fails.has(operation.operation)) throw new Error(`no ${operation.operation}`);
    if (operation.operation === 'worker_stop') end(operation.process);
    if (operation.operation !== 'worker_spawn') return {};
    const process = {
      id: `p${processes.length}`,
      worker: operation.worker,
      name: operation.name,
      state: 'healthy',
    };
    processes.push(process as WorkerProcess);
    return { process };
  };
  const installed = { versions: [], current: { id: 'engine-v1', version: '1' } };
  const hive = {
    ...{ perform, stateDir, processes: () => processes, log: { info() {}, warn() {}, error() {} } },
    overview: async () => ({ workers: [{ id: 'engine', installed }], problems: [] }),
    onProcess: (listener: (process: WorkerProcess) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as FleetHive;
  const open = async () =>
    new Reconciler({
      hive,
      store: await MemberStore.open(stateDir),
      onChange: () => undefined,
      retryMilliseconds: [5],
    });
  const holding = () => {
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    return () => release();
  };
  return { done, processes, fails, end, open, holding };
}

const states = ({ lines }: Reconciler) => lines.map(({ name, state }) => `${name} ${state}`);

test('a line is made so once; one that stays the same is not touched, also after a restart', async () => {
  const { done, open } = await useHive();
  const first = await open();
  first.want({ format: 1, generation: 1, lines: [CHAT] });
  await expect.poll(() => states(first)).toEqual(['chat ready']);
  first.want({ format: 1, generation: 2, lines: [{ ...CHAT }] });
  await expect.poll(() => first.generation).toBe(2);
  await first.stop();
  const second = await open();
  second.want({ format: 1, generation: 2, lines: [CHAT] });
  await expect.poll(() => states(second)).toEqual(['chat ready']);
  expect(done).toEqual(['worker_spawn']);
  second.want({ format: 1, generation: 1, lines: [] });
  second.want({ format: 1, generation: 3, lines: [{ ...CHAT, options: { context: 9 } }] });
  await expect.poll(() => done).toEqual(['worker_spawn', 'worker_stop', 'worker_spawn']);
  await second.stop();
});

test('what is under way for a line goes on when other things change', async () => {
  const { done, open, holding } = await useHive();
  const reconciler = await open();
  const release = holding();
  reconciler.want({ format: 1, generation: 1, lines: [CHAT] });
  await expect.poll(() => done).toEqual(['worker_spawn']);
  reconciler.want({ format: 1, generation: 2, lines: [CHAT, { name: 'other', worker: 'engine' }] });
  await expect.poll(() => reconciler.lines.length).toBe(2);
  release();
  await expect.poll(() => states(reconciler)).toEqual(['chat ready', 'other ready']);
  expect(done).toEqual(['worker_spawn', 'worker_spawn']);
  await reconciler.stop();
});

test('what is not wanted any longer is told until it has ended', async () => {
  const { open, holding } = await useHive();
  const reconciler = await open();
  reconciler.want({ format: 1, generation: 1, lines: [CHAT] });
  await expect.poll(() => states(reconciler)).toEqual(['chat ready']);
  const release = holding();
  reconciler.want({ format: 1, generation: 2, lines: [] });
  await expect.poll(() => [reconciler.generation, ...states(reconciler)]).toEqual([2, 'chat converging']);
  release();
  await expect.poll(() => states(reconciler)).toEqual([]);
  await reconciler.stop();
});

test('a line that fails is tried again, says why, and is ready when it can be', async () => {
  const { open, fails, processes, end } = await useHive();
  fails.add('worker_spawn');
  const reconciler = await open();
  reconciler.want({ format: 1, generation: 1, lines: [CHAT] });
  await expect.poll(() => reconciler.lines[0]).toMatchObject({ state: 'failed', error: 'no worker_spawn' });
  fails.clear();
  await expect.poll(() => states(reconciler)).toEqual(['chat ready']);
  end(processes[0]?.id ?? '');
  await expect.poll(() => [processes.length, ...states(reconciler)]).toEqual([2, 'chat ready']);
  await reconciler.stop();
});
