import type { NatsConnection } from '@nats-io/transport-node';
import { mapAtOnce, pause } from '@rbee-internal/system/time';
import { z } from 'zod';
import type { Entry, JsonBucket } from '../link/json-bucket.js';
import { ADMIN, HiveName } from '../protocol/names.js';
import { Presence } from '../protocol/presence.js';
import { Facts, Report } from '../protocol/report.js';
import { factsKey, reportKey, rollCallSubject, talkSubject, wantedKey } from '../protocol/subjects.js';
import { Wanted } from '../protocol/wanted.js';
import { readInto } from '../talk/exchange.js';

const AT_ONCE = 32;
const ROLL_CALL_MILLISECONDS = 700;
/** Where all have answered, no one is waited for. */
const LOOK_MILLISECONDS = 50;

/** What hives are drained: the value of `drained`. */
export const Drained = z.object({ format: z.literal(1), hives: z.array(HiveName).readonly() });

/** One hive, as the fleet's server and the hive itself know it. */
export interface HiveView {
  readonly name: string;
  /** Whether it answered just now. */
  readonly isThere: boolean;
  readonly isDrained: boolean;
  readonly facts?: Facts | undefined;
  readonly report?: Report | undefined;
  readonly wanted?: Entry<Wanted> | undefined;
  readonly presence?: Presence | undefined;
}

export interface ViewInit {
  readonly connection: NatsConnection;
  readonly wanted: JsonBucket;
  readonly hives: JsonBucket;
  readonly fleet: JsonBucket;
}

/** Every hive of these names. What a hive says that cannot be read counts as not said. */
export async function viewHives(
  names: readonly string[],
  { connection, wanted, hives, fleet }: ViewInit,
  signal: AbortSignal,
): Promise<HiveView[]> {
  const drained = new Set((await fleet.get('drained', Drained))?.value.hives);
  const there = await callRoll(connection, names, signal);
  return mapAtOnce(names, { concurrency: AT_ONCE, signal }, async (name) => ({
    ...{ name, isThere: there.has(name), isDrained: drained.has(name), presence: there.get(name) },
    facts: (await hives.get(factsKey(name), Facts).catch(() => undefined))?.value,
    report: (await hives.get(reportKey(name), Report).catch(() => undefined))?.value,
    wanted: await wanted.get(wantedKey(name), Wanted),
  }));
}

/** Who answers now. */
async function callRoll(
  connection: NatsConnection,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Presence>> {
  const there = new Map<string, Presence>();
  const answers = connection.subscribe(talkSubject('*', ADMIN, 'present'));
  readInto(answers, (subject, data) => {
    const hive = subject.split('.')[2] ?? '';
    const presence = Presence.safeParse(parse(data)).data;
    if (presence !== undefined && names.includes(hive)) there.set(hive, presence);
  });
  try {
    connection.publish(rollCallSubject(ADMIN));
    const until = performance.now() + ROLL_CALL_MILLISECONDS;
    while (there.size < names.length && performance.now() < until) await pause(LOOK_MILLISECONDS, signal);
  } finally {
    answers.unsubscribe();
  }
  return there;
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString('utf8'));
  } catch {
    // The schema does not take it.
    return undefined;
  }
}
