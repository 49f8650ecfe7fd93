import { randomUUID } from 'node:crypto';
import type { RolloutSettings } from '../file/fleet-file.js';
import type { HivePlan } from '../plan/plan-fleet.js';
import type { Rollout } from '../protocol/rollout.js';
import { wavesOf } from './waves.js';

export interface BeginRolloutInit {
  /** Every hive that changes. */
  readonly plans: readonly HivePlan[];
  /** Those that answer: the canary is one of them where there is one. */
  readonly there: ReadonlySet<string>;
  readonly settings: RolloutSettings;
  /** Higher than any before. */
  readonly generation: number;
  readonly file?: string | undefined;
  readonly now: Date;
}

/** A rollout at its start. Hives that get something come before those that only lose it: what moves is there before it is gone. */
export function beginRollout({ plans, there, settings, generation, file, now }: BeginRolloutInit): Rollout {
  const order = [...plans].sort(
    (a, b) =>
      Number(there.has(b.hive)) - Number(there.has(a.hive)) ||
      Number(gains(b)) - Number(gains(a)) ||
      (a.hive < b.hive ? -1 : 1),
  );
  const names = order.map(({ hive }) => hive);
  return {
    ...{ format: 1, id: randomUUID(), state: 'running', generation, wave: 0 },
    ...{ startedAt: now.toISOString(), waveStartedAt: now.toISOString(), waveSeconds: settings.waitSeconds },
    waves: wavesOf(names, settings),
    after: Object.fromEntries(plans.map((plan) => [plan.hive, plan.after])),
    before: Object.fromEntries(plans.map((plan) => [plan.hive, plan.before])),
    ...(file !== undefined && { file }),
  };
}

function gains({ changes }: HivePlan): boolean {
  return changes.some(({ change }) => change === 'add' || change === 'change');
}
