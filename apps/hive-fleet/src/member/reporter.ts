import { messageOf } from '@rbee-internal/coded-error';
import type { FleetHive } from 'rbee-hive-daemon';
import type { JsonBucket } from '../link/json-bucket.js';
import { OwnEntry } from '../link/own-entry.js';
import { Facts, Report } from '../protocol/report.js';
import { factsKey, reportKey } from '../protocol/subjects.js';

export interface ReporterInit {
  /** Its own name. */
  readonly name: string;
  readonly log: FleetHive['log'];
  readonly report: () => Report;
  readonly facts: (signal: AbortSignal) => Promise<Facts>;
  readonly reportMilliseconds: number;
}

const AGAIN_MILLISECONDS = 2_000;

/** Writes what this hive says of itself, as it changes; the newest is written whatever became of the one before. */
export class Reporter {
  readonly #init: ReporterInit;
  readonly #report: OwnEntry<Report>;
  readonly #facts: OwnEntry<Facts>;
  readonly #ending = new AbortController();
  #bucket: JsonBucket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isDirty = false;
  #lastFacts = '';
  #factsTimer: NodeJS.Timeout | undefined;

  constructor(init: ReporterInit) {
    this.#init = init;
    this.#report = new OwnEntry(reportKey(init.name), Report);
    this.#facts = new OwnEntry(factsKey(init.name), Facts);
  }

  /** Writes here from now on, all of it once. @param bucket `undefined` while there is no connection */
  use(bucket: JsonBucket | undefined): void {
    this.#bucket = bucket;
    if (bucket === undefined) return;
    this.#lastFacts = '';
    this.noteChange();
  }

  noteChange(): void {
    this.#isDirty = true;
    this.#later(this.#init.reportMilliseconds);
  }

  /** Looks at the machine, and writes what changed. */
  async tellFacts(): Promise<void> {
    const { signal } = this.#ending;
    const bucket = this.#bucket;
    if (bucket === undefined || signal.aborted) return;
    try {
      const facts = await this.#init.facts(signal);
      const text = JSON.stringify({ ...facts, at: '', hardware: { ...facts.hardware, takenAt: '' } });
      if (text === this.#lastFacts) return;
      await this.#facts.write(bucket, facts);
      this.#lastFacts = text;
    } catch (error) {
      if (signal.aborted) return;
      // The buckets are not there before the fleet's first command made them.
      this.#init.log.info('what this machine is, is told to the fleet again later', {
        reason: messageOf(error),
      });
      clearTimeout(this.#factsTimer);
      this.#factsTimer = setTimeout(() => void this.tellFacts(), AGAIN_MILLISECONDS);
    }
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#factsTimer);
    this.#bucket = undefined;
    await this.#writing;
  }

  #later(milliseconds: number): void {
    if (this.#timer !== undefined || this.#ending.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#writing.then(() => this.#write());
    }, milliseconds);
  }

  async #write(): Promise<void> {
    const bucket = this.#bucket;
    if (!this.#isDirty || bucket === undefined) return;
    this.#isDirty = false;
    try {
      await this.#report.write(bucket, this.#init.report());
    } catch (error) {
      this.#isDirty = true;
      this.#init.log.info('the report to the fleet is tried again', { reason: messageOf(error) });
      this.#later(AGAIN_MILLISECONDS);
    }
  }
}
