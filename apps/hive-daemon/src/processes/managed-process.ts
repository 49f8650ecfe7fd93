import { closeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import type { WorkerProcess } from '../api/processes.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import { isPortFree } from './choose-port.js';
import { removeCoreFiles } from './core-files.js';
import { explainEnd, type Failure, lastLinesOf, notReady, type Outcome } from './failure-report.js';
import { endFamily, familyPorts, letEnd, markEntry } from './family.js';
import { describeAnswer, type HealthAnswer, type HealthTarget, probeHealth } from './health-probe.js';
import { HealthTally, UNHEALTHY_AFTER } from './health-tally.js';
import { startHeartbeat } from './heartbeat.js';
import { type Child, followChild, launch } from './launch.js';
import type { OutputPump } from './output/output-pump.js';
import type { ProcessRecord } from './process-store.js';
import { RestartBudget } from './restart-budget.js';
import { untilAny } from './until-any.js';

export interface ManagedProcessInit {
  readonly record: ProcessRecord;
  /** The working directory, and where its output is. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: SequencedLog;
  readonly pump: OutputPump;
  /** Called for every change of its state; resolves when it is recorded, which may take a while on a busy disk. */
  readonly onChange: (record: ProcessRecord) => Promise<void>;
  readonly now: () => Date;
  /** How often a healthy worker is asked. @default 5_000 */
  readonly healthPollMilliseconds?: number | undefined;
}

const STARTING_POLL_MILLISECONDS = 100;
const HEALTH_POLL_MILLISECONDS = 5_000;
/** Between SIGTERM and SIGKILL for one that was given up. */
const GIVEN_UP_GRACE_MILLISECONDS = 500;
/** How long what it printed last may take to the disk. */
const LAST_OUTPUT_MILLISECONDS = 500;

/** Why its life is left before it ends: it is to end, or the daemon ends and leaves it. */
type Leaving = { readonly type: 'stop'; readonly graceMilliseconds: number } | { readonly type: 'release' };

/** Where a worker runs, in the folder of its process. */
export function workFolderOf(folder: string): string {
  return path.join(folder, 'work');
}

/** One worker from its start to its end, restarts included. */
export class ManagedProcess {
  readonly #init: ManagedProcessInit;
  readonly #budget = new RestartBudget();
  readonly #leaving = new AbortController();
  #record: ProcessRecord;
  #child: Child | undefined;
  /** How it answered last when it was asked whether it is ready. */
  #answer: HealthAnswer = { type: 'refused' };
  /** Why it was not ready in time. */
  #lateness = '';
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

  /** Writes a word of the daemon's own into its log. */
  note(text: string): void {
    this.#init.pump.note(text);
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
      if (outcome === 'healthy') return;
      const reason = outcome === 'ended' ? await explainEnd(this.#record.program, this.process) : undefined;
      throw notReady(this.#record, { outcome, lateness: this.#lateness, reason });
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
    const endHeartbeat = this.#beginHeartbeat();
    try {
      while (!this.#leaving.signal.aborted) {
        if (this.#child === undefined) await this.#launch();
        const outcome = await this.#untilHealthy();
        onOutcome(outcome);
        const failure = outcome === 'healthy' ? await this.#watchHealth() : outcome;
        if (this.#leaving.signal.aborted) break;
        await this.#endFamily(GIVEN_UP_GRACE_MILLISECONDS);
        if (!(await this.#pauseBeforeRestart(this.#describe(failure)))) return;
      }
      await this.#leave(this.#leaving.signal.reason as Leaving);
    } catch (error) {
      // Its files cannot be read or written: it cannot be looked after, so it does not go on.
      await this.#endFamily(GIVEN_UP_GRACE_MILLISECONDS);
      void this.#change({ state: 'crashed', ending: messageOf(error), ...this.#endedNow() });
    } finally {
      endHeartbeat();
      await this.#close();
    }
  }

  /** Sends the heartbeat of a worker that sends none itself. Returns what ends it. */
  #beginHeartbeat(): () => void {
    const { heartbeatTo: queenUrl, process } = this.#record;
    if (queenUrl === undefined) return () => undefined;
    return startHeartbeat({
      queenUrl,
      workerId: process.id,
      workerUrl: process.url,
      isReady: () => this.process.state === 'healthy',
      onTrouble: (reason) => this.#init.pump.note(`The queen does not take its heartbeat: ${reason}.`),
      now: this.#init.now,
    });
  }

  async #launch(): Promise<void> {
    const { program, process, mark } = this.#record;
    const { folder, env, pump } = this.#init;
    // Recorded first: should the daemon be killed now, the next one finds by the mark what was started.
    await this.#change({ state: 'starting', ending: undefined, lastLines: undefined });
    const cwd = workFolderOf(folder);
    await mkdir(cwd, { recursive: true, mode: 0o700 });
    const { descriptors, relays } = await pump.openOutlets();
    try {
      const init = { cwd, env: { ...env, ...markEntry(mark) }, output: descriptors };
      this.#child = await launch(program, process.args, init);
    } finally {
      for (const descriptor of descriptors) closeSync(descriptor);
    }
    const { identity } = this.#child;
    void this.#change({ pid: identity?.pid }, { identity, relays });
  }

  async #untilHealthy(): Promise<Outcome> {
    const end = performance.now() + this.#record.readySeconds * 1_000;
    for (;;) {
      if (this.#leaving.signal.aborted) return 'left';
      if (this.#child?.ending() !== undefined) return 'ended';
      if (await this.#isWell()) {
        // What answered may be another program, if ours has ended in the meantime.
        if (this.#child?.ending() !== undefined) return 'ended';
        this.#becomeHealthy();
        return 'healthy';
      }
      if (performance.now() >= end) {
        this.#lateness = await describeAnswer(this.#answer, {
          ...this.#healthTarget,
          elsewhere: this.#ports(),
        });
        return 'late';
      }
      await this.#wait(STARTING_POLL_MILLISECONDS);
    }
  }

  get #healthTarget(): HealthTarget {
    return { port: this.process.port, health: this.#record.health };
  }

  /** At which ports it listens, where that can be seen. */
  #ports(): number[] {
    const { identity, mark } = this.#record;
    return identity === undefined ? [] : familyPorts({ pid: identity.pid, mark });
  }

  async #isWell(): Promise<boolean> {
    this.#answer = await probeHealth(this.#healthTarget, this.#leaving.signal);
    return this.#answer.type === 'ready';
  }

  #becomeHealthy(): void {
    const healthyAt = this.process.healthyAt ?? this.#init.now().toISOString();
    void this.#change({ state: 'healthy', healthyAt });
  }

  /** Looks after a healthy worker until it ends or is left, or is to be started again because it hangs. */
  async #watchHealth(): Promise<Failure> {
    const { healthPollMilliseconds = HEALTH_POLL_MILLISECONDS } = this.#init;
    const tally = new HealthTally();
    for (;;) {
      await this.#wait(healthPollMilliseconds);
      if (this.#leaving.signal.aborted) return 'left';
      if (this.#child?.ending() !== undefined) return 'ended';
      const state = tally.add(await this.#isWell()) ?? this.process.state;
      if (state === this.process.state || this.#leaving.signal.aborted) continue;
      void this.#change({ state });
      if (state === 'unhealthy' && this.process.restart === 'on-failure') return 'hung';
    }
  }

  /** Whether it is to be started again, after a pause; if not, it has crashed for good. */
  async #pauseBeforeRestart(ending: string): Promise<boolean> {
    await this.#init.pump.finish();
    const lastLines = await lastLinesOf(this.#init.log);
    this.#child = undefined;
    const none = { identity: undefined, relays: undefined };
    const mayRestart = this.process.restart === 'on-failure' && this.process.healthyAt !== undefined;
    for (;;) {
      const milliseconds = mayRestart ? this.#budget.next(Date.now()) : undefined;
      if (milliseconds === undefined) {
        if (mayRestart) this.#init.pump.note(`It is not started again: ${ending}, too often.`);
        void this.#change({ state: 'crashed', ending, lastLines, ...this.#endedNow() }, none);
        return false;
      }
      this.#init.pump.note(`It is started again in ${milliseconds / 1_000} s: ${ending}.`);
      void this.#change({ state: 'restarting', ending, lastLines, pid: undefined }, none);
      await this.#wait(milliseconds);
      if (this.#leaving.signal.aborted || (await isPortFree(this.process.port))) break;
    }
    if (!this.#leaving.signal.aborted) this.#set({ restarts: this.process.restarts + 1 });
    return true;
  }

  async #leave(leaving: Leaving): Promise<void> {
    if (leaving.type === 'release') {
      // One that waits for its restart does not run: no one will start it again.
      if (this.#child === undefined) void this.#change({ state: 'crashed', ...this.#endedNow() });
      this.#child?.leave();
      return;
    }
    void this.#change({ state: 'stopping' });
    await this.#endFamily(leaving.graceMilliseconds);
    const ending = this.#child?.ending();
    await this.#init.pump.finish();
    const none = { identity: undefined, relays: undefined };
    void this.#change({ state: 'stopped', ending, ...this.#endedNow() }, none);
  }

  #describe(failure: Failure): string {
    if (failure === 'late') return `not healthy in time: it ${this.#lateness}`;
    if (failure === 'hung')
      return `${this.#record.health?.method ?? 'GET'} ${this.#record.health?.path ?? '/health'} failed ${UNHEALTHY_AFTER} times in a row`;
    return this.#child?.ending() ?? 'unknown';
  }

  async #endFamily(graceMilliseconds: number): Promise<void> {
    const { identity, mark, relays = [] } = this.#record;
    const left = await endFamily({ identity, mark }, graceMilliseconds);
    if (left > 0) this.#init.pump.note(`${left} of its processes could not be ended.`);
    await this.#child?.settled();
    this.#child?.leave();
    // They end when no one is left who could print, once all is on the disk.
    await Promise.all(relays.map((relay) => letEnd(relay, LAST_OUTPUT_MILLISECONDS)));
  }

  /** Nothing of it is open any more; its readers end, unless it goes on without us. */
  async #close(): Promise<void> {
    if (this.process.endedAt !== undefined) await this.#removeCores();
    await this.#init.pump.close();
    await this.#init.log.end();
  }

  async #removeCores(): Promise<void> {
    const { files, bytes } = await removeCoreFiles(workFolderOf(this.#init.folder));
    if (files > 0) this.#init.pump.note(`${files} core files of it were removed, ${bytes} bytes together.`);
  }

  #endedNow(): Partial<WorkerProcess> {
    return { pid: undefined, endedAt: this.#init.now().toISOString() };
  }

  #set(change: Partial<WorkerProcess>): void {
    this.#record = { ...this.#record, process: { ...this.process, ...change } };
  }

  /** Reports a change; it resolves when that is recorded. */
  #change(change: Partial<WorkerProcess>, further: Partial<ProcessRecord> = {}): Promise<void> {
    this.#set(change);
    this.#record = { ...this.#record, ...further };
    return this.#init.onChange(this.#record);
  }

  /** Waits, but not beyond its end or its leaving. */
  #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#leaving;
    return untilAny(milliseconds, this.#child === undefined ? [signal] : [signal, this.#child.ended]);
  }
}
