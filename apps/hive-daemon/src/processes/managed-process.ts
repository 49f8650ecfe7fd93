import { messageOf } from '@rbee-internal/coded-error';
import type { WorkerProcess } from '../api/processes.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import { isPortFree } from './choose-port.js';
import { lastLinesOf, notReady, type Outcome } from './failure-report.js';
import { HealthTally } from './health-tally.js';
import { type Child, followChild, launch } from './launch.js';
import type { OutputPump } from './output-pump.js';
import { pause } from './pause.js';
import { probeHealth } from './probe-health.js';
import { endOwnGroup } from './process-identity.js';
import type { ProcessRecord } from './process-store.js';
import { RestartBudget } from './restart-budget.js';

export interface ManagedProcessInit {
  readonly record: ProcessRecord;
  /** The working directory, and where its output is. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: SequencedLog;
  readonly pump: OutputPump;
  /** Told of every change of its state; writes it down. */
  readonly onChange: (record: ProcessRecord) => Promise<void>;
  readonly now: () => Date;
  /** How often a healthy worker is asked. @default 5_000 */
  readonly healthPollMilliseconds?: number | undefined;
}

const STARTING_POLL_MILLISECONDS = 100;
const HEALTH_POLL_MILLISECONDS = 5_000;
/** Between SIGTERM and SIGKILL for one that was given up. */
const GIVEN_UP_GRACE_MILLISECONDS = 500;

/** Why its life is left before it ends: it is to end, or the daemon ends and leaves it. */
type Leaving = { readonly type: 'stop'; readonly graceMilliseconds: number } | { readonly type: 'release' };

/** One worker from its start to its end, restarts included. */
export class ManagedProcess {
  readonly #init: ManagedProcessInit;
  readonly #budget = new RestartBudget();
  readonly #leaving = new AbortController();
  #record: ProcessRecord;
  #child: Child | undefined;
  #life: Promise<void> | undefined;

  constructor(init: ManagedProcessInit) {
    this.#init = init;
    this.#record = init.record;
  }

  get process(): WorkerProcess {
    return this.#record.process;
  }

  get log(): SequencedLog {
    return this.#init.log;
  }

  /** Resolves when it has ended for good, or was released. */
  get ended(): Promise<void> {
    return this.#life ?? Promise.resolve();
  }

  /**
   * Starts it and waits until it is healthy.
   * @throws DaemonError `WORKER_NOT_READY`; the signal's reason when it was aborted, and it is then ended
   */
  async start(signal: AbortSignal): Promise<void> {
    const onAbort = () => void this.stop(GIVEN_UP_GRACE_MILLISECONDS);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const outcome = await new Promise<Outcome>((resolve) => {
        this.#life = this.#live(resolve);
        this.#life.then(() => resolve('ended'));
        if (signal.aborted) onAbort();
      });
      if (outcome !== 'healthy') await this.ended;
      signal.throwIfAborted();
      if (outcome !== 'healthy') throw notReady(this.#record, outcome);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Goes on with one that an earlier daemon started. */
  adopt(): void {
    const { identity } = this.#record;
    if (identity === undefined) throw new Error('A process without identity cannot be adopted.');
    this.#child = followChild(identity);
    this.#life = this.#live(() => undefined);
  }

  /** Ends it and its children, by force after the time of grace. */
  async stop(graceMilliseconds: number): Promise<void> {
    this.#leaving.abort({ type: 'stop', graceMilliseconds } satisfies Leaving);
    await this.ended;
  }

  /** Leaves it running. */
  async release(): Promise<void> {
    this.#leaving.abort({ type: 'release' } satisfies Leaving);
    await this.ended;
  }

  async #live(onOutcome: (outcome: Outcome) => void): Promise<void> {
    this.#init.pump.start();
    try {
      while (!this.#leaving.signal.aborted) {
        if (this.#child === undefined) await this.#launch();
        const outcome = await this.#untilHealthy();
        onOutcome(outcome);
        if (outcome === 'healthy') await this.#watchHealth();
        if (this.#leaving.signal.aborted) break;
        await this.#endGroup(GIVEN_UP_GRACE_MILLISECONDS);
        if (!(await this.#pauseBeforeRestart(outcome))) return;
      }
      await this.#leave(this.#leaving.signal.reason as Leaving);
    } catch (error) {
      // Its files cannot be read or written: it cannot be looked after, so it does not go on.
      await this.#endGroup(GIVEN_UP_GRACE_MILLISECONDS);
      await this.#change({ state: 'crashed', ending: messageOf(error), ...this.#endedNow() });
    } finally {
      await this.#close();
    }
  }

  async #launch(): Promise<void> {
    const { program, process } = this.#record;
    const { folder, env, pump } = this.#init;
    this.#child = await launch(program, process.args, { cwd: folder, env, output: pump.descriptors });
    await this.#change(
      { state: 'starting', pid: this.#child.identity?.pid, ending: undefined, lastLines: undefined },
      { identity: this.#child.identity },
    );
  }

  async #untilHealthy(): Promise<Outcome> {
    const end = Date.now() + this.#record.readySeconds * 1_000;
    const { port } = this.process;
    for (;;) {
      if (this.#leaving.signal.aborted) return 'left';
      if (this.#child?.ending() !== undefined) return 'ended';
      if (await probeHealth(port, this.#leaving.signal)) {
        await this.#identifyAgain();
        // What answered may be another program, if ours has ended in the meantime.
        if (this.#child?.ending() !== undefined) return 'ended';
        await this.#becomeHealthy();
        return 'healthy';
      }
      if (Date.now() >= end) return 'late';
      await this.#identifyAgain();
      await this.#wait(STARTING_POLL_MILLISECONDS);
    }
  }

  async #becomeHealthy(): Promise<void> {
    const healthyAt = this.process.healthyAt ?? this.#init.now().toISOString();
    await this.#change({ state: 'healthy', healthyAt });
  }

  /** Looks after a healthy worker until it ends or is left. */
  async #watchHealth(): Promise<void> {
    const { healthPollMilliseconds = HEALTH_POLL_MILLISECONDS } = this.#init;
    const tally = new HealthTally();
    for (;;) {
      await this.#wait(healthPollMilliseconds);
      if (this.#leaving.signal.aborted || this.#child?.ending() !== undefined) return;
      const state =
        tally.add(await probeHealth(this.process.port, this.#leaving.signal)) ?? this.process.state;
      if (state !== this.process.state && !this.#leaving.signal.aborted) await this.#change({ state });
    }
  }

  /** Whether it is to be started again, after a pause; if not, it has crashed for good. */
  async #pauseBeforeRestart(outcome: Outcome): Promise<boolean> {
    const ending = outcome === 'late' ? 'not healthy in time' : (this.#child?.ending() ?? 'unknown');
    await this.#init.pump.finish();
    const lastLines = await lastLinesOf(this.#init.log);
    this.#child = undefined;
    const mayRestart = this.process.restart === 'on-failure' && this.process.healthyAt !== undefined;
    for (;;) {
      const pause = mayRestart ? this.#budget.next(Date.now()) : undefined;
      if (pause === undefined) {
        await this.#change(
          { state: 'crashed', ending, lastLines, ...this.#endedNow() },
          { identity: undefined },
        );
        return false;
      }
      await this.#change({ state: 'restarting', ending, lastLines, pid: undefined }, { identity: undefined });
      await this.#wait(pause);
      if (this.#leaving.signal.aborted || (await isPortFree(this.process.port))) break;
    }
    if (!this.#leaving.signal.aborted) this.#set({ restarts: this.process.restarts + 1 });
    return true;
  }

  async #leave(leaving: Leaving): Promise<void> {
    if (leaving.type === 'release') {
      // One that waits for its restart does not run: nobody will start it again.
      if (this.#child === undefined) await this.#change({ state: 'crashed', ...this.#endedNow() });
      return;
    }
    await this.#change({ state: 'stopping' });
    await this.#endGroup(leaving.graceMilliseconds);
    const ending = this.#child?.ending();
    await this.#init.pump.finish();
    await this.#change({ state: 'stopped', ending, ...this.#endedNow() }, { identity: undefined });
  }

  /** A wrapper script becomes the program itself: the same process, but of another executable. */
  async #identifyAgain(): Promise<void> {
    const identity = await this.#child?.identifyAgain();
    if (identity === undefined || identity.executable === this.#record.identity?.executable) return;
    await this.#change({}, { identity });
  }

  async #endGroup(graceMilliseconds: number): Promise<void> {
    await this.#identifyAgain();
    const { identity } = this.#record;
    if (identity !== undefined) await endOwnGroup(identity, graceMilliseconds);
    await this.#child?.settled();
  }

  /** Nothing of it is open any more; its readers end, unless it goes on without us. */
  async #close(): Promise<void> {
    await this.#init.pump.close();
    await this.#init.log.end();
  }

  #endedNow(): Partial<WorkerProcess> {
    return { pid: undefined, endedAt: this.#init.now().toISOString() };
  }

  #set(change: Partial<WorkerProcess>): void {
    this.#record = { ...this.#record, process: { ...this.process, ...change } };
  }

  async #change(change: Partial<WorkerProcess>, further: Partial<ProcessRecord> = {}): Promise<void> {
    this.#set(change);
    this.#record = { ...this.#record, ...further };
    await this.#init.onChange(this.#record);
  }

  /** Waits, but not beyond its end or its leaving. */
  #wait(milliseconds: number): Promise<void> {
    return pause(milliseconds, { signal: this.#leaving.signal, ended: this.#child?.ended });
  }
}
