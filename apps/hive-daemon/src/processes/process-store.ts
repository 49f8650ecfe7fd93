import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@rbee-internal/atomic-file';
import { z } from 'zod';
import type { WorkerProcess } from '../api/processes.js';
import type { ProcessIdentity } from './process-identity.js';

/** What has to be known to go on with a process. */
export interface ProcessRecord {
  readonly process: WorkerProcess;
  /** Who it is, once it was started. */
  readonly identity?: ProcessIdentity | undefined;
  readonly program: string;
  readonly readySeconds: number;
}

const Stored = z.looseObject({
  process: z.looseObject({
    id: z.string().regex(/^[0-9a-f-]{36}$/),
    worker: z.string(),
    state: z.string(),
    port: z.number(),
    startedAt: z.string(),
  }),
  identity: z
    .looseObject({
      pid: z.number().int().min(2),
      start: z.string(),
      boot: z.string(),
      executable: z.string(),
    })
    .optional(),
  program: z.string(),
  readySeconds: z.number(),
});

/** `processes/<id>/process.json`, with the worker's output beside it. */
export class ProcessStore {
  readonly #folder: string;

  constructor(stateDir: string) {
    this.#folder = path.join(stateDir, 'processes');
  }

  folderOf(id: string): string {
    return path.join(this.#folder, id);
  }

  /** Every process that can be read, oldest first. */
  async load(): Promise<ProcessRecord[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const records: ProcessRecord[] = [];
    for (const name of await readdir(this.#folder)) {
      const record = await readRecord(path.join(this.#folder, name, 'process.json'));
      if (record?.process.id === name) records.push(record);
    }
    return records.sort((a, b) => (a.process.startedAt < b.process.startedAt ? -1 : 1));
  }

  save(record: ProcessRecord): Promise<void> {
    const file = path.join(this.folderOf(record.process.id), 'process.json');
    return replaceFile(file, `${JSON.stringify(record)}\n`);
  }

  remove(id: string): Promise<void> {
    return rm(this.folderOf(id), { recursive: true, force: true });
  }
}

async function readRecord(file: string): Promise<ProcessRecord | undefined> {
  try {
    const read = Stored.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return read.success ? (read.data as unknown as ProcessRecord) : undefined;
  } catch {
    // A folder without a readable record is what a crash at its making left; it counts for nothing.
    return undefined;
  }
}
