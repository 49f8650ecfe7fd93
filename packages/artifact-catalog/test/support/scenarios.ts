import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identityText, ownIdentity } from '@rbee-internal/system/process';
import {
  FilesystemCatalog,
  type PromoteOptions,
  type WorkerBinary,
  workerBinaryCodec,
} from '../../src/index.js';

export type Workers = FilesystemCatalog<WorkerBinary>;

/** What a process does to a catalog until something comes between. */
export interface Scenario {
  /** What stands there before, beside the artifact `stable`. */
  prepare(catalog: Workers): Promise<void>;
  /** May be done again, whatever it did before. */
  run(catalog: Workers): Promise<void>;
  /** The folders without a record that are there before or afterwards. */
  readonly unrecorded: readonly string[];
  /** Whether the target is recorded before and afterwards, so that it is never missed. */
  readonly keepsTarget?: boolean;
}

export const STABLE_ID = 'stable';
export const TARGET_ID = 'target';

const nothing = async () => {};

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  add: { prepare: nothing, run: addTarget, unrecorded: [] },
  'add beside a program': { prepare: promoteUnrecorded, run: addTarget, unrecorded: [TARGET_ID] },
  promote: { prepare: nothing, run: promoteTarget, unrecorded: [] },
  'promote over an unrecorded folder': {
    prepare: promoteUnrecorded,
    run: promoteTarget,
    unrecorded: [TARGET_ID],
  },
  'promote over a recorded artifact': {
    prepare: promoteTarget,
    run: (catalog) => promoteWorker(catalog, TARGET_ID, { record: true, replace: true }),
    unrecorded: [],
    keepsTarget: true,
  },
  'promote without a record': { prepare: nothing, run: promoteUnrecorded, unrecorded: [TARGET_ID] },
  remove: { prepare: promoteTarget, run: removeTarget, unrecorded: [] },
  'the first get': { prepare: promoteTarget, run: getTarget, unrecorded: [] },
  'a later get': {
    prepare: async (catalog) => {
      await promoteTarget(catalog);
      await catalog.get(TARGET_ID);
    },
    run: getTarget,
    unrecorded: [],
  },
  lock: { prepare: nothing, run: lockTarget, unrecorded: [] },
  sweep: {
    prepare: async (catalog) => void (await leaveLitter(catalog)),
    run: async (catalog) => void (await catalog.sweep()),
    unrecorded: [],
  },
};

export async function openCatalog(root: string): Promise<Workers> {
  return FilesystemCatalog.open({ root, codec: workerBinaryCodec });
}

export function workerOf(catalog: Workers, id: string): WorkerBinary {
  return {
    id,
    path: path.join(catalog.folderOf(id), 'bin/worker'),
    size: id.length,
    status: 'Available',
    addedAt: '2025-10-23T18:30:00Z',
    workerType: 'CpuLlm',
    platform: 'Linux',
    version: '0.1.0',
  };
}

/** Promotes an artifact whose program's content is its id. */
export async function promoteWorker(
  catalog: Workers,
  id: string,
  options: PromoteOptions = { record: true },
): Promise<void> {
  const staging = await catalog.createStagingFolder();
  try {
    await mkdir(path.join(staging.path, 'bin'));
    await writeFile(path.join(staging.path, 'bin/worker'), id);
    await catalog.promote(staging.path, workerOf(catalog, id), options);
  } finally {
    await staging.dispose();
  }
}

/** Whether an artifact's program is whole. */
export async function isWhole({ id, path: program }: WorkerBinary): Promise<boolean> {
  return (await readFile(program, 'utf8')) === id;
}

/** Lets the refusals pass that mean that it is done already. */
export async function unlessDone(work: Promise<unknown>, ...codes: string[]): Promise<void> {
  await work.catch((error: { code?: string }) => {
    if (!codes.includes(error.code ?? '')) throw error;
  });
}

async function addTarget(catalog: Workers): Promise<void> {
  await unlessDone(catalog.add(workerOf(catalog, TARGET_ID)), 'ALREADY_EXISTS');
}

async function promoteTarget(catalog: Workers): Promise<void> {
  await unlessDone(promoteWorker(catalog, TARGET_ID), 'ALREADY_EXISTS');
}

async function promoteUnrecorded(catalog: Workers): Promise<void> {
  await promoteWorker(catalog, TARGET_ID, { record: false });
}

async function removeTarget(catalog: Workers): Promise<void> {
  await unlessDone(catalog.remove(TARGET_ID), 'NOT_FOUND');
}

async function getTarget(catalog: Workers): Promise<void> {
  await catalog.get(TARGET_ID);
}

/** Leaves what a dead process would: one whose pid another process has now. */
export async function leaveLitter({ root }: Workers): Promise<string[]> {
  const own = await ownIdentity();
  const dead = { ...own, start: `${Number(own.start) - 1}` };
  const folder = path.join(root, '@staging', `${'0'.repeat(20)}-${identityText(dead)}`);
  await mkdir(path.join(folder, 'bin'), { recursive: true });
  await writeFile(path.join(folder, 'bin/worker'), '');
  const lock = path.join(root, '@locks', '0'.repeat(32));
  await mkdir(path.dirname(lock), { recursive: true });
  const record = { subject: 'litter', ...dead, machine: 'here', since: '2026-01-01T00:00:00Z' };
  await writeFile(lock, JSON.stringify(record));
  return [lock, folder];
}

async function lockTarget(catalog: Workers): Promise<void> {
  const giveBack = await catalog.lock(TARGET_ID);
  try {
    await addTarget(catalog);
    await removeTarget(catalog);
  } finally {
    await giveBack();
  }
}
