import { messageOf } from '@rbee-internal/coded-error';
import type { Job, JobEventBody } from '../api/jobs.js';
import type { SequencedLog } from '../log/sequenced-log.js';

export interface JobEventsInit {
  readonly log: SequencedLog;
  readonly limitBytes: number;
  readonly now: () => Date;
}

/** Writes a job's events to its log; when that, or the disk, is full, only state changes. */
export class JobEvents {
  readonly #init: JobEventsInit;
  #bytes = 0;
  #isFull = false;

  constructor(init: JobEventsInit) {
    this.#init = init;
  }

  get count(): number {
    return this.#init.log.seq;
  }

  /** Something that the operation tells. */
  tell(event: Exclude<JobEventBody, { readonly type: 'job-state' }>): void {
    const { limitBytes, log } = this.#init;
    if (this.#isFull || log.failure !== undefined) return;
    const line = this.#line(event);
    if (this.#bytes + line.length > limitBytes) {
      this.#isFull = true;
      this.#append(this.#line({ type: 'log-full', limitBytes }));
      return;
    }
    this.#append(line);
  }

  /** That what was told since the disk failed is not there. */
  tellLoss(failure: unknown): void {
    const text = `Some of this job's events could not be written: ${messageOf(failure)}`;
    this.#append(this.#line({ type: 'note', text }));
  }

  /** A new state, as it then is with this event counted. */
  tellState(job: Job): Job {
    const counted = { ...job, events: this.count + 1 };
    this.#append(this.#line({ type: 'job-state', job: counted }));
    return counted;
  }

  #line(event: JobEventBody): string {
    return JSON.stringify({ seq: this.count + 1, time: this.#init.now().toISOString(), event });
  }

  #append(line: string): void {
    this.#bytes += Buffer.byteLength(line);
    this.#init.log.append(line);
  }
}
