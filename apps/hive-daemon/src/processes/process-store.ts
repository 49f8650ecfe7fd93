import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { LaunchHealth } from '@rbee/worker-catalog';
import { folderBytes, readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { ProcessIdentity } from '@rbee-internal/system/process';
import { z } from 'zod';
import type { WorkerSpawn } from '../api/operations.js';
import type { WorkerProcess } from '../api/processes.js';
import type { FamilyRecord } from './family.js';

/** What has to be known to go on with a process. */
export interface ProcessRecord {
  readonly process: WorkerProcess;
  /** Who it is, once it was started. */
  readonly identity?: ProcessIdentity | undefined;
  /** An entry of the environment that only what came of it has. */
  readonly mark: string;
  /** What takes its output, a process a stream. */
  readonly relays?: readonly FamilyRecord[] | undefined;
  readonly program: string;
  readonly readySeconds: number;
  /** How it tells that it is ready. */
  readonly health?: LaunchHealth | undefined;
  /** Variables besides the daemon's own. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Where its heartbeat goes, when the daemon sends it. */
  readonly heartbeatTo?: string | undefined;
  /** What asked for it; absent in records of earlier versions. */
  readonly request?: WorkerSpawn | undefined;
  /** Whether it ran when its daemon ended, and is to be started again by the next. */
  readonly isToResume?: boolean | undefined;
}

const MAX_RECORD_BYTES = 4 * 1024 ** 2;

const Mark = z.string().regex(/^RBEE_FAMILY=[0-9a-f]{32,128}$/);

const Stored = z.looseObject({
  process: z.looseObject({
    id: z.string().regex(/^[0-9a-f-]{36}$/),
    worker: z.string(),
    state: z.string(),
    port: z.int().min(1).max(65_535),
    startedAt: z.string(),
  }),
  // Without it the mark alone tells whose it is.
  identity: ProcessIdentity.optional().catch(undefined),
  mark: Mark,
  relays: z.array(z.object({ identity: ProcessIdentity.optional().catch(undefined), mark: Mark })).optional(),
  program: z.string(),
  readySeconds: z.number(),
  health: z
    .object({
      path: z.string().optional(),
      method: z.string().optional(),
      status: z.array(z.number()).optional(),
    })
    .optional()
    .catch(undefined),
  env: z.record(z.string(), z.string()).optional().catch(undefined),
  heartbeatTo: z.string().optional().catch(undefined),
  request: z
    .looseObject({ operation: z.literal('worker_spawn'), worker: z.string() })
    .optional()
    .catch(undefined),
  isToResume: z.boolean().optional().catch(undefined),
});

/** `processes/<id>/process.json`, with the worker's output beside it. */
export class ProcessStore {
  readonly #folder: string;
  readonly #writing = new Map<string, Promise<void>>();

  constructor(stateDir: string) {
    this.#folder = path.join(stateDir, 'processes');
  }

  folderOf(id: string): string {
    return path.join(this.#folder, id);
  }

  /** Every process that can be read, oldest first. */
  async load(): Promise<ProcessRecord[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    return this.read();
  }

  /** The same, and changes nothing: also beside a daemon that runs. */
  async read(): Promise<ProcessRecord[]> {
    const records: ProcessRecord[] = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const record = await readRecord(path.join(this.#folder, name, 'process.json'));
      if (record?.process.id === name) records.push(record);
    }
    return records.sort((a, b) => (a.process.startedAt < b.process.startedAt ? -1 : 1));
  }

  /** Resolves when it is on the disk. */
  save(record: ProcessRecord): Promise<void> {
    const { id } = record.process;
    const file = path.join(this.folderOf(id), 'process.json');
    return this.#inTurn(id, () => replaceFile(file, `${JSON.stringify(record)}\n`));
  }

  /** Removes what was kept of a process. Resolves with how many bytes that were. */
  async remove(id: string): Promise<number> {
    const bytes = await folderBytes(this.folderOf(id)).catch(() => 0);
    await this.#inTurn(id, () => rm(this.folderOf(id), { recursive: true, force: true }));
    return bytes;
  }

  /** How much a process's folder takes, in bytes. */
  bytesOf(id: string): Promise<number> {
    return folderBytes(this.folderOf(id)).catch(() => 0);
  }

  /** Resolves when all that was to be written is. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  /** What is to become of one process's folder happens in the order in which it was asked for. */
  #inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#writing.get(id) ?? Promise.resolve()).then(work);
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#writing.get(id) === settled) this.#writing.delete(id);
      });
    this.#writing.set(id, settled);
    return turn;
  }
}

async function readRecord(file: string): Promise<ProcessRecord | undefined> {
  try {
    const content = await readRegularFile(file, { maxBytes: MAX_RECORD_BYTES });
    const read = Stored.safeParse(JSON.parse(content.toString('utf8')));
    return read.success ? (read.data as unknown as ProcessRecord) : undefined;
  } catch {
    // A folder without a readable record is what a crash at its making left; it is ignored.
    return undefined;
  }
}
