import type { NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '@rbee-internal/coded-error';
import { pause } from '@rbee-internal/system/time';
import { z } from 'zod';
import { FleetError } from '../errors.js';
import { readFleetFile } from '../file/read-fleet-file.js';
import { asFleetError, connectFleet } from '../link/connect-fleet.js';
import { type Entry, type JsonBucket, openJsonBucket } from '../link/json-bucket.js';
import { LogsAnswer } from '../member/answer-requests.js';
import { type FleetPlan, type HivePlan, planFleet } from '../plan/plan-fleet.js';
import { Rollout } from '../protocol/rollout.js';
import { FLEET, HIVES, requestSubject, WANTED } from '../protocol/subjects.js';
import { beginRollout } from '../rollout/begin-rollout.js';
import { driveRollout } from '../rollout/drive-rollout.js';
import type { RolloutEvent } from '../rollout/events.js';
import { adminCredentials, type FleetFolder, unknownHive } from '../server/fleet-folder.js';
import { ensureBuckets } from './ensure-buckets.js';
import { Drained, type HiveView, viewHives } from './fleet-view.js';
import { followReports } from './report-feed.js';

/** A fleet, as it is. */
export interface FleetState {
  readonly hives: readonly HiveView[];
  /** The newest, whatever became of it. */
  readonly rollout?: Rollout | undefined;
}

export interface DriveOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: ((event: RolloutEvent) => void) | undefined;
}

const LOGS_MILLISECONDS = 5_000;
/** Of the hives that cannot run a line, so many are named in a message. */
const SHOWN = 10;
const TOLD_MILLISECONDS = 20_000;
const LOOK_MILLISECONDS = 300;
const APPLIED = 'applied';
const ROLLOUT = 'rollout';
const DRAINED = 'drained';

/** The file that was applied last, and the one before. */
const Applied = z.object({ format: z.literal(1), file: z.string(), before: z.string().optional() });

/** Opens a fleet for its own commands: connects, and makes what its server lacks. @throws FleetError */
export async function openFleetAdmin(folder: FleetFolder): Promise<FleetAdmin> {
  const credentials = await adminCredentials(folder);
  const connection = await connectFleet({ url: folder.url, credentials });
  try {
    await ensureBuckets(connection, folder.hives);
    const open = (name: string) => openJsonBucket(connection, name);
    const [wanted, hives, fleet] = await Promise.all([open(WANTED), open(HIVES), open(FLEET)]);
    return new FleetAdmin({ folder, connection, wanted, hives, fleet });
  } catch (error) {
    await connection.close();
    throw asFleetError(error, folder.url);
  }
}

interface FleetAdminInit {
  readonly folder: FleetFolder;
  readonly connection: NatsConnection;
  readonly wanted: JsonBucket;
  readonly hives: JsonBucket;
  readonly fleet: JsonBucket;
}

/** The fleet's own commands. The process that runs one drives the rollout: a hive may not. */
export class FleetAdmin {
  readonly #init: FleetAdminInit;

  constructor(init: FleetAdminInit) {
    this.#init = init;
  }

  close(): Promise<void> {
    return this.#init.connection.close();
  }

  async state(signal: AbortSignal): Promise<FleetState> {
    const hives = await viewHives(this.#init.folder.hives, this.#init, signal);
    return { hives, rollout: (await this.rollout())?.value };
  }

  rollout(): Promise<Entry<Rollout> | undefined> {
    return this.#init.fleet.get(ROLLOUT, Rollout);
  }

  /** What a file would change. @throws FleetError `FLEET_FILE_INVALID` */
  async plan(text: string, name: string, signal: AbortSignal): Promise<FleetPlan> {
    const hives = await this.#told(signal);
    return planFleet(readFleetFile(text, name), hives.map(planned));
  }

  /**
   * Makes the fleet what a file says, wave by wave; `undefined` where nothing changes.
   * @throws FleetError `FLEET_FILE_INVALID`, `CANNOT_PLACE`, `ROLLOUT_RUNNING`, `ROLLOUT_REVERTED`
   */
  async apply(text: string, name: string, options: DriveOptions): Promise<Rollout | undefined> {
    const file = readFleetFile(text, name);
    const hives = await this.#told(options.signal);
    const plan = planFleet(file, hives.map(planned));
    requirePlaces(plan);
    const changed = plan.hives.filter(({ changes }) => changes.some(({ change }) => change !== 'keep'));
    if (changed.length === 0) {
      await this.#noteApplied(text);
      return undefined;
    }
    const begun = await this.#begin(changed, hives, { settings: file.rollout, file: text });
    return this.#finish(begun.id, options);
  }

  /** Goes on with a rollout that was paused, or whose driver ended. @throws FleetError `NO_ROLLOUT`, `ROLLOUT_REVERTED` */
  async resume(options: DriveOptions): Promise<Rollout> {
    const { value, revision } = await this.#requireRollout(['running', 'paused', 'reverting']);
    if (value.state === 'paused')
      await this.#init.fleet.update(
        ROLLOUT,
        { ...value, state: 'running', waveStartedAt: new Date().toISOString() },
        revision,
      );
    return this.#finish(value.id, options);
  }

  /** The wave that has begun goes on; no further one begins. @throws FleetError `NO_ROLLOUT` */
  async pause(): Promise<Rollout> {
    const { value, revision } = await this.#requireRollout(['running']);
    const paused: Rollout = { ...value, state: 'paused' };
    await this.#init.fleet.update(ROLLOUT, paused, revision);
    return paused;
  }

  /** Puts back what the newest rollout changed, whether or not it has ended. @throws FleetError `NO_ROLLOUT` */
  async undo(options: DriveOptions): Promise<Rollout> {
    const { value, revision } = await this.#requireRollout(['running', 'paused', 'reverting', 'done']);
    if (value.state === 'running' || value.state === 'paused') {
      const now = new Date().toISOString();
      const back = { ...value, state: 'reverting', reason: 'it was undone', waveStartedAt: now };
      await this.#init.fleet.update(ROLLOUT, back, revision);
    }
    if (value.state !== 'done') return this.#drive(options);
    const { before: after, after: before } = value;
    const plans = Object.keys(after).map(
      (hive): HivePlan => ({ hive, before: before[hive] ?? [], after: after[hive] ?? [], changes: [] }),
    );
    const { hives } = await this.state(options.signal);
    const applied = await this.#init.fleet.get(APPLIED, Applied);
    const settings = { canary: 1, wave: '100%', waitSeconds: value.waveSeconds };
    const begun = await this.#begin(plans, hives, { settings, file: applied?.value.before });
    return this.#finish(begun.id, options);
  }

  /**
   * Moves what a hive runs to others, or lets it run something again.
   * @throws FleetError `HIVE_UNKNOWN`, `NO_ROLLOUT` where no file was applied, and as `apply`
   */
  async drain(hive: string, isDrained: boolean, options: DriveOptions): Promise<Rollout | undefined> {
    const { folder, fleet } = this.#init;
    if (!folder.hives.includes(hive)) throw unknownHive(hive, folder.hives);
    await this.#requireIdle();
    const entry = await fleet.get(DRAINED, Drained);
    const others = (entry?.value.hives ?? []).filter((name) => name !== hive);
    const value = { format: 1, hives: isDrained ? [...others, hive] : others };
    const revision = await fleet.update(DRAINED, value, entry?.revision ?? 0);
    const applied = await fleet.get(APPLIED, Applied);
    if (applied === undefined) return undefined;
    try {
      return await this.apply(applied.value.file, 'the file that was applied last', options);
    } catch (error) {
      if (error instanceof FleetError && error.code === 'CANNOT_PLACE')
        await fleet.update(DRAINED, entry?.value ?? { format: 1, hives: [] }, revision);
      throw error;
    }
  }

  /** The newest lines that a line's worker printed on a hive. @throws FleetError `HIVE_UNKNOWN`, `HIVE_SILENT` */
  async logs(hive: string, line: string, lines: number): Promise<LogsAnswer> {
    const { folder, connection } = this.#init;
    if (!folder.hives.includes(hive)) throw unknownHive(hive, folder.hives);
    try {
      const request = JSON.stringify({ line, lines });
      const answer = await connection.request(requestSubject(hive, 'logs'), request, {
        timeout: LOGS_MILLISECONDS,
      });
      return LogsAnswer.parse(answer.json());
    } catch (cause) {
      throw new FleetError({
        code: 'HIVE_SILENT',
        message: `${hive} does not answer: ${messageOf(cause)}.`,
        hint: 'rbee-hive fleet status says which hives are there; on its machine, rbee-hive status says whether its daemon runs.',
        cause,
      });
    }
  }

  /** Every hive; one that has just started gets a moment to tell about its machine. */
  async #told(signal: AbortSignal): Promise<readonly HiveView[]> {
    const until = performance.now() + TOLD_MILLISECONDS;
    for (;;) {
      const { hives } = await this.state(signal);
      const areTold = hives.every(({ isThere, facts }) => !isThere || facts !== undefined);
      if (areTold || performance.now() > until) return hives;
      await pause(LOOK_MILLISECONDS, signal);
    }
  }

  async #begin(
    plans: readonly HivePlan[],
    hives: readonly HiveView[],
    { settings, file }: Pick<Parameters<typeof beginRollout>[0], 'settings' | 'file'>,
  ): Promise<Rollout> {
    const entry = await this.#requireIdle();
    const generations = hives.flatMap(({ wanted, report }) => [
      wanted?.value.generation ?? 0,
      // A server that lost its disk knows less than its hives.
      report?.generation ?? 0,
    ]);
    const rollout = beginRollout({
      ...{ plans, settings, file, now: new Date() },
      there: new Set(hives.filter(({ isThere }) => isThere).map(({ name }) => name)),
      generation: Math.max(0, (entry?.value.generation ?? 0) + 1, ...generations) + 1,
    });
    await this.#init.fleet.update(ROLLOUT, rollout, entry?.revision ?? 0);
    return rollout;
  }

  async #finish(id: string, options: DriveOptions): Promise<Rollout> {
    const ended = await this.#drive(options);
    if (ended.state === 'done' && ended.id === id && ended.file !== undefined)
      await this.#noteApplied(ended.file);
    if (ended.state !== 'reverted') return ended;
    throw new FleetError({
      code: 'ROLLOUT_REVERTED',
      message: `The rollout was put back. ${ended.reason ?? ''}`.trim(),
      hint: 'Every hive has what it had before. rbee-hive fleet logs HIVE LINE shows what the worker printed.',
    });
  }

  async #drive({ signal, onEvent = () => undefined }: DriveOptions): Promise<Rollout> {
    const { fleet, wanted, hives } = this.#init;
    const reports = await followReports(hives);
    try {
      const ended = await driveRollout({ fleet, wanted, reports, onEvent }, signal);
      return ended ?? (await this.#requireRollout([])).value;
    } finally {
      reports.stop();
    }
  }

  async #noteApplied(file: string): Promise<void> {
    const { fleet } = this.#init;
    const entry = await fleet.get(APPLIED, Applied);
    if (entry?.value.file === file) return;
    const before = entry?.value.file;
    await fleet.update(
      APPLIED,
      { format: 1, file, ...(before !== undefined && { before }) },
      entry?.revision ?? 0,
    );
  }

  async #requireIdle(): Promise<Entry<Rollout> | undefined> {
    const entry = await this.rollout();
    if (entry === undefined || entry.value.state === 'done' || entry.value.state === 'reverted') return entry;
    throw new FleetError({
      code: 'ROLLOUT_RUNNING',
      message: `A rollout that began at ${entry.value.startedAt} is ${entry.value.state}.`,
      hint: 'rbee-hive fleet rollout --resume goes on with it, rbee-hive fleet undo puts it back.',
    });
  }

  async #requireRollout(states: readonly Rollout['state'][]): Promise<Entry<Rollout>> {
    const entry = await this.rollout();
    if (entry !== undefined && states.includes(entry.value.state)) return entry;
    throw new FleetError({
      code: 'NO_ROLLOUT',
      message:
        entry === undefined ? 'There was no rollout so far.' : `The newest rollout is ${entry.value.state}.`,
      hint: 'rbee-hive fleet apply FILE begins one; rbee-hive fleet rollout shows the newest.',
    });
  }
}

function planned({ name, facts, isDrained, wanted }: HiveView) {
  return { name, facts, isDrained, lines: wanted?.value.lines ?? [] };
}

/** @throws FleetError `CANNOT_PLACE` */
function requirePlaces({ lines }: FleetPlan): void {
  const homeless = lines.filter(({ missing }) => missing > 0);
  if (homeless.length === 0) return;
  const reasons = homeless.map(({ name, missing, cannot, leftOut }) => {
    const all = [...cannot, ...leftOut].map(({ hive, reasons: own }) => `${hive}: ${own.join(', ')}`);
    const why = [
      ...all.slice(0, SHOWN),
      ...(all.length > SHOWN ? [`and ${all.length - SHOWN} more`] : []),
    ].join('; ');
    return `${name} lacks ${missing} ${missing === 1 ? 'hive' : 'hives'}${why === '' ? '' : ` (${why})`}`;
  });
  throw new FleetError({
    code: 'CANNOT_PLACE',
    message: `Not every line has a place: ${reasons.join('. ')}.`,
    hint: 'rbee-hive fleet plan FILE says what each hive lacks. Nothing was changed.',
  });
}
