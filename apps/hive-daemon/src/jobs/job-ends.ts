import { isEndState, type Job } from '../api/jobs.js';

/** Lets callers wait for the ends of jobs. */
export class JobEnds {
  readonly #waiting = new Map<string, (job: Job) => void>();

  /** Takes note of a change of a job. */
  note(job: Job): void {
    if (!isEndState(job.state)) return;
    this.#waiting.get(job.id)?.(job);
    this.#waiting.delete(job.id);
  }

  /** Resolves with a job that has ended; `now` is the job as it is. */
  of(now: Job): Promise<Job> {
    if (isEndState(now.state)) return Promise.resolve(now);
    return new Promise((resolve) => {
      this.#waiting.set(now.id, resolve);
    });
  }
}
