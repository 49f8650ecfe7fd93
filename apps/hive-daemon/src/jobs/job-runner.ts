import { randomUUID } from 'node:crypto';
import { messageOf } from '@rbee-internal/coded-error';
import { isEndState, type Job, type JobResult, type JobState } from '../api/jobs.js';
import type { Operation } from '../api/operations.js';
import { toApiError } from '../api-failure.js';
import { DaemonError } from '../errors.js';
import type { DaemonLimits } from '../options.js';
import type { JobEvents } from './job-events.js';
import { LiveJob, type LiveJobInit } from './live-job.js';
import { LogShelf, type ShelvedLog } from './log-shelf.js';
import { INTERRUPTED, recoverJobs } from './recover-jobs.js';

/** What an operation works with. */
export interface OperationContext {
  readonly jobId: string;
  readonly signal: AbortSignal;
  readonly tell: JobEvents['tell'];
}

export type PerformJob = (operation: Operation, context: OperationContext) => Promise<JobResult>;

export interface JobRunnerInit extends LiveJobInit {
  readonly perform: PerformJob;
  readonly limits: DaemonLimits;
}

const CANCELLED = Symbol('cancelled');
const STOPPED = Symbol('stopped');

/** Jobs that are no installations are short: so many of them run at once. */
const RUNNING_OTHERS = 32;

/** Runs jobs, remembers them, and lets readers follow what they tell. */
export class JobRunner {
  readonly #init: JobRunnerInit;
  /** Every known job, oldest first. */
  readonly #jobs = new Map<string, Job>();
  readonly #live = new Map<string, LiveJob>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #shelf: LogShelf;
  #posting = 0;
  #isStopped = false;

  private constructor(init: JobRunnerInit) {
    this.#init = init;
    this.#shelf = new LogShelf((id) => init.store.openLog(id));
  }

  /** Takes up what an earlier daemon left: what ran is interrupted, what waited still waits. */
  static async open(init: JobRunnerInit): Promise<JobRunner> {
    const runner = new JobRunner(init);
    for (const job of await recoverJobs(init)) {
      runner.#jobs.set(job.id, job);
      if (job.state === 'queued') await runner.#makeLive(job);
    }
    return runner;
  }

  /** Begins with what waits. */
  start(): void {
    this.#startWaiting();
  }

  /** The newest first. */
  list({ state, limit }: { readonly state?: JobState | undefined; readonly limit: number }): Job[] {
    const jobs = [...this.#jobs.keys()].reverse().map((id) => this.get(id));
    return jobs.filter((job) => state === undefined || job.state === state).slice(0, limit);
  }

  /** @throws DaemonError `NOT_FOUND` */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new DaemonError({ code: 'NOT_FOUND', message: 'No job has this id.' });
    return this.#live.get(id)?.job ?? job;
  }

  /** @throws DaemonError `BUSY` */
  async post(operation: Operation): Promise<Job> {
    const waiting = this.#live.size - this.#running.size + this.#posting;
    if (this.#isStopped || waiting >= this.#init.limits.queuedJobs) {
      throw new DaemonError({
        code: 'BUSY',
        message: this.#isStopped ? 'The daemon is stopping.' : `${waiting} jobs are waiting already.`,
        hint: 'Try again when some have ended.',
      });
    }
    const job: Job = {
      id: randomUUID(),
      operation,
      state: 'queued',
      createdAt: this.#init.now().toISOString(),
      events: 0,
    };
    this.#posting += 1;
    try {
      const live = await this.#makeLive(job);
      await this.#record(live).catch((cause) => this.#refuse(live, cause));
    } finally {
      this.#posting -= 1;
    }
    this.#startWaiting();
    return this.get(job.id);
  }

  /** Cancels a job: at once when it waits, soon when it runs. @throws DaemonError `NOT_FOUND`, `ENDED` */
  async cancel(id: string): Promise<Job> {
    const job = this.get(id);
    const live = this.#live.get(id);
    if (live === undefined || isEndState(job.state)) {
      throw new DaemonError({ code: 'ENDED', message: `The job has already ended: it is ${job.state}.` });
    }
    live.controller.abort(CANCELLED);
    if (!this.#running.has(id)) await this.#end(live, { state: 'cancelled' });
    return this.get(id);
  }

  /** Forgets every job that has ended, with its log. @returns their ids */
  forgetEnded(): Promise<string[]> {
    return this.#prune(0);
  }

  /** A job's events, for a reader that says when it leaves. @throws DaemonError `NOT_FOUND` */
  async follow(id: string): Promise<ShelvedLog> {
    this.get(id);
    const live = this.#live.get(id);
    if (live !== undefined) return { log: live.log, leave: () => undefined };
    return this.#shelf.take(id);
  }

  /** Ends what runs as `interrupted`; what waits is kept for the next daemon. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { controller } of this.#live.values()) controller.abort(STOPPED);
    await Promise.all(this.#running.values());
    await Promise.all([...this.#live.values()].map(({ log }) => log.end()));
  }

  async #record(live: LiveJob): Promise<void> {
    await this.#init.store.reserve(live.job.id);
    await live.enter({});
    await live.log.rest();
    if (live.log.failure !== undefined) throw live.log.failure;
  }

  /** A job that cannot be recorded is refused. */
  async #refuse({ job, log }: LiveJob, cause: unknown): Promise<never> {
    this.#live.delete(job.id);
    this.#jobs.delete(job.id);
    await log.end();
    await this.#init.store.remove(job.id).catch(() => undefined);
    throw new DaemonError({
      code: 'INTERNAL',
      message: `The job cannot be written to the state folder: ${messageOf(cause)}`,
      hint: 'Look at the disk that has the state folder.',
      cause,
    });
  }

  async #makeLive(job: Job): Promise<LiveJob> {
    const live = await LiveJob.open(job, this.#init);
    this.#jobs.set(job.id, job);
    this.#live.set(job.id, live);
    return live;
  }

  #startWaiting(): void {
    if (this.#isStopped) return;
    for (const live of this.#live.values()) {
      const isWaiting = live.job.state === 'queued' && !this.#running.has(live.job.id);
      // A job that is being posted has no event so far: it is not on disk yet.
      if (!isWaiting || live.job.events === 0 || !this.#hasRoomFor(live.job)) continue;
      const run = this.#run(live).finally(() => {
        this.#running.delete(live.job.id);
        this.#startWaiting();
      });
      this.#running.set(live.job.id, run);
    }
  }

  #hasRoomFor({ operation }: Job): boolean {
    const isInstall = isInstallation(operation);
    const running = [...this.#running.keys()].map((id) => this.#live.get(id)?.job.operation);
    const same = running.filter((other) => other !== undefined && isInstallation(other) === isInstall);
    return same.length < (isInstall ? this.#init.limits.runningInstalls : RUNNING_OTHERS);
  }

  async #run(live: LiveJob): Promise<void> {
    const { signal } = live.controller;
    try {
      await live.enter({ state: 'running', startedAt: this.#init.now().toISOString() });
      signal.throwIfAborted();
      const result = await this.#init.perform(live.job.operation, {
        jobId: live.job.id,
        signal,
        tell: live.tell,
      });
      await this.#end(live, { state: 'succeeded', result });
    } catch (error) {
      await this.#end(live, signal.aborted ? endOfAborted(signal.reason) : failed(error));
    }
  }

  async #end(live: LiveJob, change: Partial<Job>): Promise<void> {
    await live.enterEnd(change);
    this.#jobs.set(live.job.id, live.job);
    this.#live.delete(live.job.id);
    await live.log.end();
    await this.#prune();
  }

  /** Forgets ended jobs, the oldest first, until so many are left; says which. */
  async #prune(kept = this.#init.limits.keptJobs): Promise<string[]> {
    const ended = [...this.#jobs.values()].filter(({ state }) => isEndState(state));
    const pruned = ended.slice(0, Math.max(0, ended.length - kept)).map(({ id }) => id);
    for (const id of pruned) {
      this.#jobs.delete(id);
      // What cannot be removed is taken up, and tried again, by the next daemon.
      await this.#init.store.remove(id).catch(() => undefined);
    }
    return pruned;
  }
}

function isInstallation({ operation }: Operation): boolean {
  return operation === 'worker_install' || operation === 'worker_upgrade';
}

function failed(error: unknown): Partial<Job> {
  return { state: 'failed', error: toApiError(error) };
}

function endOfAborted(reason: unknown): Partial<Job> {
  return reason === CANCELLED ? { state: 'cancelled' } : { state: 'interrupted', error: INTERRUPTED };
}
