import { messageOf } from '@rbee-internal/coded-error';
import type { FleetStatus } from '../api/fleet.js';
import type { Job } from '../api/jobs.js';
import type { WorkerProcess } from '../api/processes.js';
import { JobEnds } from '../jobs/job-ends.js';
import type { Log } from '../log-to.js';
import { createFleetHive, type FleetHiveParts, ProcessListeners } from './fleet-hive.js';
import type { FleetHive, FleetMember, OpenFleet, RemoteModels } from './types.js';

/** What it is to no fleet. */
const NO_MEMBER: FleetStatus = { isMember: false, lines: [], peers: [], models: [] };

/** Where the daemon has its fleet, if it is a member of one: it joins and leaves while the daemon runs. */
export class FleetPlace {
  readonly #open: OpenFleet | undefined;
  readonly #log: Log;
  readonly #listeners = new ProcessListeners();
  readonly #ends = new JobEnds();
  #hive: FleetHive | undefined;
  #member: FleetMember | undefined;
  #problem: string | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(open: OpenFleet | undefined, log: Log) {
    this.#open = open;
    this.#log = log;
  }

  get models(): RemoteModels | undefined {
    return this.#member?.models;
  }

  noteProcess(process: WorkerProcess): void {
    this.#listeners.note(process);
  }

  noteJob(job: Job): void {
    this.#ends.note(job);
  }

  status(): FleetStatus {
    return (
      this.#member?.status() ??
      (this.#problem === undefined ? NO_MEMBER : { ...NO_MEMBER, problem: this.#problem })
    );
  }

  metrics(): string {
    return this.#member?.metrics() ?? '';
  }

  /** Becomes a member where the hive has joined a fleet. A fleet that cannot be opened is told, and holds up nothing. */
  start(parts: FleetHiveParts): Promise<void> {
    this.#hive = createFleetHive({
      ...parts,
      ...{ log: this.#log, ends: this.#ends, onProcess: this.#listeners.add },
    });
    return this.reload();
  }

  /** Looks again whether, and which, fleet the hive has joined. */
  reload(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      await this.#member?.stop();
      this.#member = undefined;
      this.#problem = undefined;
      if (this.#open === undefined || this.#hive === undefined) return;
      try {
        this.#member = await this.#open(this.#hive);
      } catch (error) {
        this.#problem = messageOf(error);
        this.#log.warn('the fleet cannot be joined', { reason: this.#problem });
      }
    });
    return this.#turn;
  }

  async stop(): Promise<void> {
    this.#hive = undefined;
    await this.reload();
  }
}
