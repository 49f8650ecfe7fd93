import { messageOf } from '@rbee-internal/coded-error';
import { isEndState, type Job, type JobEventBody } from '../api/jobs.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import { HeldOutput } from './held-output.js';

export interface JobEventsInit {
  readonly log: Pick<SequencedLog, 'seq' | 'failure' | 'append'>;
  readonly limitBytes: number;
  readonly now: () => Date;
}

/** What an operation tells: all but the changes of the job's own state. */
export type ToldEvent = Exclude<JobEventBody, { readonly type: 'job-state' }>;

/** Output beyond this share of the limit is held back: of each step, its end is then written. */
const HEAD_SHARE = 0.5;
/** So much of a step's end. */
const TAIL_SHARE = 1 / 8;
/** What an event takes besides its line. */
const EVENT_BYTES = 256;

/**
 * Writes a job's events to its log. Of very much output the middle is left out, and that is said; when the log, or the disk,
 * is full, only state changes are written.
 */
export class JobEvents {
  readonly #init: JobEventsInit;
  readonly #held: HeldOutput<ToldEvent>;
  #bytes = 0;
  #isFull = false;

  constructor(init: JobEventsInit) {
    this.#init = init;
    this.#held = new HeldOutput(init.limitBytes * TAIL_SHARE);
  }

  get count(): number {
    return this.#init.log.seq;
  }

  /** Something that the operation tells. */
  tell(event: ToldEvent): void {
    const time = this.#init.now().toISOString();
    if (event.type === 'output' && this.#bytes > this.#init.limitBytes * HEAD_SHARE) {
      this.#held.push({ event, time }, event.line.length + EVENT_BYTES);
      return;
    }
    if (event.type === 'step-start' || event.type === 'step-end') this.#release();
    this.#write(event, time);
  }

  /** That what was told since the disk failed is not there. */
  tellLoss(failure: unknown): void {
    const text = `Some of this job's events could not be written: ${messageOf(failure)}`;
    this.#append(this.#line({ type: 'note', text }));
  }

  /** A new state, as it then is with this event counted. */
  tellState(job: Job): Job {
    if (isEndState(job.state)) this.#release();
    const counted = { ...job, events: this.count + 1 };
    this.#append(this.#line({ type: 'job-state', job: counted }));
    return counted;
  }

  /** Writes what was held back, after how many lines are missing before it. */
  #release(): void {
    const { dropped, items } = this.#held.take();
    if (dropped > 0) this.#write({ type: 'log-gap', lines: dropped });
    for (const { event, time } of items) this.#write(event, time);
  }

  #write(event: ToldEvent, time?: string): void {
    const { limitBytes, log } = this.#init;
    if (this.#isFull || log.failure !== undefined) return;
    const line = this.#line(event, time);
    if (this.#bytes + line.length > limitBytes) {
      this.#isFull = true;
      this.#append(this.#line({ type: 'log-full', limitBytes }));
      return;
    }
    this.#append(line);
  }

  #line(event: JobEventBody, time = this.#init.now().toISOString()): string {
    return JSON.stringify({ seq: this.count + 1, time, event });
  }

  #append(line: string): void {
    this.#bytes += Buffer.byteLength(line);
    this.#init.log.append(line);
  }
}
