import type { Report } from '../protocol/report.js';
import type { Rollout } from '../protocol/rollout.js';
import type { WantedLine } from '../protocol/wanted.js';

/** What one hive is to have from now on. */
export interface HiveWrite {
  readonly hive: string;
  readonly generation: number;
  readonly lines: readonly WantedLine[];
}

/** The next step: writes first, then the rollout as it then is. */
export interface RolloutStep {
  /** Each may have been done already by a controller that died: doing it once more changes nothing. */
  readonly writes: readonly HiveWrite[];
  readonly rollout: Rollout;
  /** Whether there is nothing to do until a report comes, or time passes. */
  readonly waits: boolean;
}

/** What is known of the hives, by name. */
export type Reports = ReadonlyMap<string, Report>;

/** How long hives may take to go back, as a share of a wave's time. */
const REVERT_SHARE = 1;

/** The next step of a rollout, from what is known; it asks and changes nothing. */
export function stepRollout(rollout: Rollout, reports: Reports, now: Date): RolloutStep {
  if (rollout.state === 'running') return stepWave(rollout, reports, now);
  if (rollout.state === 'reverting') return stepBack(rollout, reports, now);
  return wait(rollout);
}

/** What the wave that is being made writes. */
export function waveWrites({ waves, wave, after, generation }: Rollout): HiveWrite[] {
  return (waves[wave] ?? []).map((hive) => ({ hive, generation, lines: after[hive] ?? [] }));
}

/** What puts back every hive that was changed so far. */
export function backWrites({ waves, wave, before, generation }: Rollout): HiveWrite[] {
  const changed = waves.slice(0, wave + 1).flat();
  return changed.map((hive) => ({ hive, generation: generation + 1, lines: before[hive] ?? [] }));
}

function stepWave(rollout: Rollout, reports: Reports, now: Date): RolloutStep {
  const { waves, wave, generation, after, waveSeconds } = rollout;
  const hives = waves[wave];
  if (hives === undefined) return move({ ...rollout, state: 'done' });
  for (const hive of hives) {
    const reason = failureOf(hive, reports.get(hive), generation);
    if (reason !== undefined) return revert(rollout, reason, now);
  }
  const missing = hives.filter(
    (hive) => !isReady(reports.get(hive), { generation, lines: after[hive] ?? [] }),
  );
  if (missing.length === 0) {
    const next = { ...rollout, wave: wave + 1, waveStartedAt: now.toISOString() };
    if (next.wave >= waves.length) return move({ ...rollout, state: 'done' });
    return { writes: waveWrites(next), rollout: next, waits: false };
  }
  if (secondsSince(rollout.waveStartedAt, now) > waveSeconds)
    return revert(rollout, lateness(missing, { reports, rollout }), now);
  return wait(rollout);
}

function stepBack(rollout: Rollout, reports: Reports, now: Date): RolloutStep {
  const { before, generation, waveSeconds, waveStartedAt } = rollout;
  const writes = backWrites(rollout);
  const settled = writes.every(({ hive }) => {
    const report = reports.get(hive);
    const wanted = { generation: generation + 1, lines: before[hive] ?? [] };
    return isReady(report, wanted) || failureOf(hive, report, wanted.generation) !== undefined;
  });
  // A hive that is away goes back when it returns: what is wanted of it is written.
  const isLate = secondsSince(waveStartedAt, now) > waveSeconds * REVERT_SHARE;
  return settled || isLate ? move({ ...rollout, state: 'reverted' }) : wait(rollout);
}

function revert(rollout: Rollout, reason: string, now: Date): RolloutStep {
  return {
    writes: backWrites(rollout),
    rollout: { ...rollout, state: 'reverting', reason, waveStartedAt: now.toISOString() },
    waits: false,
  };
}

function move(rollout: Rollout): RolloutStep {
  return { writes: [], rollout, waits: false };
}

function wait(rollout: Rollout): RolloutStep {
  return { writes: [], rollout, waits: true };
}

/** Whether a hive has made all that is wanted of it, and each line has answered a real request. */
function isReady(
  report: Report | undefined,
  { generation, lines }: { readonly generation: number; readonly lines: readonly WantedLine[] },
): boolean {
  if (report === undefined || report.generation < generation) return false;
  // What is not wanted any longer is told until it has ended.
  if (report.lines.some(({ name }) => !lines.some((line) => line.name === name))) return false;
  return lines.every(({ name }) => report.lines.find((line) => line.name === name)?.state === 'ready');
}

/** Which line of a hive failed, and why. */
function failureOf(hive: string, report: Report | undefined, generation: number): string | undefined {
  if (report === undefined || report.generation < generation) return undefined;
  if (report.problem !== undefined) return `${hive}: ${report.problem}`;
  const line = report.lines.find(({ state }) => state === 'failed');
  return line && `${hive}, line ${line.name}: ${line.error ?? 'it failed'}`;
}

function lateness(
  missing: readonly string[],
  { reports, rollout }: { readonly reports: Reports; readonly rollout: Rollout },
): string {
  const [hive = ''] = missing;
  const report = reports.get(hive);
  const since = `after ${rollout.waveSeconds} s`;
  if (report === undefined || report.generation < rollout.generation)
    return `${hive}: it has not taken up what is wanted of it ${since}`;
  const line = report.lines.find(({ state }) => state !== 'ready');
  return `${hive}, line ${line?.name ?? '?'}: it is not ready ${since}`;
}

function secondsSince(time: string, now: Date): number {
  return (now.getTime() - Date.parse(time)) / 1_000;
}
