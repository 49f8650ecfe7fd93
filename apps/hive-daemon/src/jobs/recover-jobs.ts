import type { ApiError } from '../api/errors.js';
import type { Job, JobEvent } from '../api/jobs.js';
import type { DaemonLimits } from '../options.js';
import { JobEvents } from './job-events.js';
import type { JobStore } from './job-store.js';

/** What is told of a job that the daemon's end ended. */
export const INTERRUPTED: ApiError = {
  code: 'INTERRUPTED',
  message: 'The daemon ended while this job ran.',
  hint: 'Start it again.',
};

export interface RecoverInit {
  readonly store: JobStore;
  readonly limits: Pick<DaemonLimits, 'jobLogBytes'>;
  readonly now: () => Date;
}

/** The jobs of an earlier daemon, oldest first. What ran when it ended is `interrupted`, and its events say so. */
export async function recoverJobs(init: RecoverInit): Promise<Job[]> {
  const jobs = await init.store.load();
  const recovered: Job[] = [];
  for (const job of jobs) recovered.push(job.state === 'running' ? await recover(job, init) : job);
  return recovered;
}

async function recover(job: Job, { store, limits, now }: RecoverInit): Promise<Job> {
  await store.freeReserve(job.id);
  const log = await store.openLog(job.id);
  const [last] = await log.newest(1);
  const known = last && endedJob(last.line);
  const ended: Job =
    known ??
    new JobEvents({ log, limitBytes: limits.jobLogBytes, now }).tellState({
      ...job,
      state: 'interrupted',
      step: undefined,
      endedAt: now().toISOString(),
      error: INTERRUPTED,
    });
  await log.end();
  await store.save(ended);
  return ended;
}

/** The job as its last event tells it, when that ended it: the daemon died before the record was written. */
function endedJob(line: string): Job | undefined {
  const { event } = JSON.parse(line) as JobEvent;
  return event.type === 'job-state' && event.job.endedAt !== undefined ? event.job : undefined;
}
