import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { type Job, JobState } from '../api/jobs.js';
import { SequencedLog } from '../log/sequenced-log.js';

/** What of a job's file has to be right for it to be one; the rest was written by us. */
const StoredJob = z.looseObject({
  id: z.string().regex(/^[0-9a-f-]{36}$/),
  operation: z.looseObject({ operation: z.string() }),
  state: JobState,
  createdAt: z.string(),
  events: z.number(),
});

/** Room for a job's last event and its record. */
const RESERVE_BYTES = 32 * 1024;

/** `jobs/<id>/job.json` and `jobs/<id>/events.ndjson`; while the job has not ended, `jobs/<id>/reserve` too. */
export class JobStore {
  readonly #folder: string;

  constructor(stateDir: string) {
    this.#folder = path.join(stateDir, 'jobs');
  }

  /** Every job that can be read, oldest first. */
  async load(): Promise<Job[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const jobs: Job[] = [];
    for (const name of await readdir(this.#folder)) {
      const job = await readJob(path.join(this.#folder, name, 'job.json'));
      if (job?.id === name) jobs.push(job);
    }
    return jobs.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  save(job: Job): Promise<void> {
    return replaceFile(path.join(this.#folder, job.id, 'job.json'), `${JSON.stringify(job)}\n`);
  }

  openLog(id: string): Promise<SequencedLog> {
    return SequencedLog.open({ folder: path.join(this.#folder, id), frame: jobEventFrame });
  }

  /** Takes room on the disk, so that a job's end can be written when there is no other. */
  reserve(id: string): Promise<void> {
    return writeFile(this.#reserveOf(id), Buffer.alloc(RESERVE_BYTES), { mode: 0o600 });
  }

  /** Makes that room free. Never rejects: without it, what is written next may fail, and says so. */
  freeReserve(id: string): Promise<void> {
    return rm(this.#reserveOf(id), { force: true }).catch(() => undefined);
  }

  remove(id: string): Promise<void> {
    return rm(path.join(this.#folder, id), { recursive: true, force: true });
  }

  #reserveOf(id: string): string {
    return path.join(this.#folder, id, 'reserve');
  }
}

function jobEventFrame(seq: number, line: string): string {
  return `id: ${seq}\nevent: job\ndata: ${line}\n\n`;
}

async function readJob(file: string): Promise<Job | undefined> {
  try {
    const read = StoredJob.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return read.success ? (read.data as unknown as Job) : undefined;
  } catch {
    // A folder without a readable job is what a crash at its making left; it is ignored.
    return undefined;
  }
}
