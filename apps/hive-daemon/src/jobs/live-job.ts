import type { Job } from '../api/jobs.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import type { DaemonLimits } from '../options.js';
import { JobEvents } from './job-events.js';
import type { JobStore } from './job-store.js';

export interface LiveJobInit {
  readonly store: JobStore;
  readonly limits: Pick<DaemonLimits, 'jobLogBytes'>;
  /** Told of every job that begins or ends. */
  readonly onChange: (job: Job) => void;
  readonly now: () => Date;
}

/** A job that waits or runs: what it tells, and how it comes from state to state. */
export class LiveJob {
  readonly log: SequencedLog;
  readonly controller = new AbortController();
  readonly #init: LiveJobInit;
  readonly #events: JobEvents;
  #job: Job;

  private constructor(job: Job, log: SequencedLog, init: LiveJobInit) {
    this.log = log;
    this.#job = job;
    this.#init = init;
    this.#events = new JobEvents({ log, limitBytes: init.limits.jobLogBytes, now: init.now });
  }

  static async open(job: Job, init: LiveJobInit): Promise<LiveJob> {
    return new LiveJob(job, await init.store.openLog(job.id), init);
  }

  get job(): Job {
    return { ...this.#job, events: this.#events.count };
  }

  /** Something that its operation tells. */
  readonly tell: JobEvents['tell'] = (event) => {
    if (event.type === 'step-start') this.#job = { ...this.#job, step: event.step };
    this.#events.tell(event);
  };

  /** Makes a change of state known: to readers, to the disk, to the daemon's log. */
  async enter(change: Partial<Job>): Promise<void> {
    this.#job = { ...this.#job, ...change };
    this.#events.tellState(this.#job);
    await this.log.flush();
    // The events are on disk; if the record cannot be, the next start reads the state from them.
    await this.#init.store.save(this.job).catch(() => undefined);
    this.#init.onChange(this.job);
  }

  /** Makes its end known, for which there is room on a full disk too. */
  async enterEnd(change: Partial<Job>): Promise<void> {
    const endedAt = this.#init.now().toISOString();
    // At once: what has ended is neither started nor cancelled while its end is written.
    this.#job = { ...this.#job, ...change, step: undefined, endedAt };
    await this.log.flush();
    await this.#init.store.freeReserve(this.#job.id);
    if (this.log.failure !== undefined) this.#events.tellLoss(this.log.failure);
    await this.enter({});
  }
}
