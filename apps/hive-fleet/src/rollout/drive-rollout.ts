import { mapAtOnce, startDeadline, unlessAborted } from '@rbee-internal/system/time';
import { isFleetError } from '../errors.js';
import type { Entry, JsonBucket } from '../link/json-bucket.js';
import type { Report } from '../protocol/report.js';
import { Rollout } from '../protocol/rollout.js';
import { wantedKey } from '../protocol/subjects.js';
import { Wanted } from '../protocol/wanted.js';
import type { RolloutEvent } from './events.js';
import { backWrites, type HiveWrite, type Reports, stepRollout, waveWrites } from './step-rollout.js';

export interface DriveInit {
  readonly fleet: JsonBucket;
  readonly wanted: JsonBucket;
  readonly reports: ReportFeed;
  readonly onEvent: (event: RolloutEvent) => void;
}

/** What hives report, as it comes. */
export interface ReportFeed {
  readonly now: Reports & ReadonlyMap<string, Report>;
  /** Resolves with the next one. */
  next(): Promise<void>;
}

const AT_ONCE = 16;
const TICK_MILLISECONDS = 1_000;
const KEY = 'rollout';

/**
 * Drives the rollout that there is until it is done, put back or paused. The driver may die: each step is written before the next,
 * and doing it once more changes nothing.
 */
export async function driveRollout(
  { fleet, wanted, reports, onEvent }: DriveInit,
  signal: AbortSignal,
): Promise<Rollout | undefined> {
  let written = '';
  let told = '';
  for (;;) {
    signal.throwIfAborted();
    const entry = await fleet.get(KEY, Rollout);
    if (entry === undefined) return undefined;
    const { value } = entry;
    const place = `${value.id} ${value.state} ${value.wave}`;
    if (place !== told) tell(value, onEvent);
    told = place;
    if (value.state !== 'running' && value.state !== 'reverting') return value;
    if (place !== written)
      await write(value.state === 'running' ? waveWrites(value) : backWrites(value), wanted, signal);
    written = place;
    const step = stepRollout(value, reports.now, new Date());
    if (step.waits) await nextOf(reports, signal);
    else await move(fleet, entry, step.rollout);
  }
}

/** Waits for the next report, or for a second: time passes too, and others may pause it. */
async function nextOf(reports: ReportFeed, signal: AbortSignal): Promise<void> {
  const tick = startDeadline(TICK_MILLISECONDS, { signal });
  try {
    await unlessAborted(reports.next(), tick.signal);
  } catch {
    signal.throwIfAborted();
  } finally {
    tick.stop();
  }
}

/** Another may drive too, or have paused it: what it wrote is then looked at. */
async function move(fleet: JsonBucket, { revision }: Entry<Rollout>, next: Rollout): Promise<void> {
  try {
    await fleet.update(KEY, next, revision);
  } catch (error) {
    if (!isFleetError(error) || error.code !== 'CHANGED_MEANWHILE') throw error;
  }
}

async function write(writes: readonly HiveWrite[], bucket: JsonBucket, signal: AbortSignal): Promise<void> {
  await mapAtOnce(writes, { concurrency: AT_ONCE, signal }, async ({ hive, generation, lines }) => {
    const entry = await bucket.get(wantedKey(hive), Wanted);
    if (entry !== undefined && entry.value.generation >= generation) return;
    const value: Wanted = { format: 1, generation, lines };
    await bucket.update(wantedKey(hive), value, entry?.revision ?? (await revisionOf(bucket, hive)));
  });
}

/** Of a key that has no value: 0 where it never had one. */
async function revisionOf({ kv }: JsonBucket, hive: string): Promise<number> {
  return (await kv.get(wantedKey(hive)))?.revision ?? 0;
}

function tell({ state, waves, wave, reason }: Rollout, onEvent: DriveInit['onEvent']): void {
  if (state === 'running' && waves[wave] !== undefined)
    onEvent({ type: 'rollout-wave', wave: wave + 1, of: waves.length, hives: waves[wave] });
  else if (state === 'reverting') onEvent({ type: 'rollout-reverting', reason: reason ?? 'it was undone' });
}
