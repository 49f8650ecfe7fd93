import { AckPolicy, DeliverPolicy, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { mapAtOnce } from '@rbee-internal/system/time';
import { FLEET, HIVES, WANTED } from '../protocol/subjects.js';

const AT_ONCE = 16;
/** Of one value; the server takes a MiB with all that is around it. */
const MAX_VALUE_BYTES = 1_000_000;
/** What the fleet's own bucket remembers of each key. */
const FLEET_HISTORY = 10;

/** Makes the fleet's buckets, and for each hive the consumer by which it follows what is wanted of it; what is there stays. */
export async function ensureBuckets(connection: NatsConnection, hives: readonly string[]): Promise<void> {
  const kvm = new Kvm(connection);
  for (const name of [WANTED, HIVES, FLEET])
    await kvm.create(name, {
      ...{ history: name === FLEET ? FLEET_HISTORY : 1, maxValueSize: MAX_VALUE_BYTES, allow_direct: true },
    });
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const stream = `KV_${WANTED}`;
  const known = await consumersOf(manager, stream);
  const missing = hives.filter((hive) => !known.has(hive));
  await mapAtOnce(missing, { concurrency: AT_ONCE }, (hive) =>
    manager.consumers.add(stream, {
      durable_name: hive,
      filter_subject: `$KV.${WANTED}.${hive}.>`,
      deliver_policy: DeliverPolicy.LastPerSubject,
      ack_policy: AckPolicy.Explicit,
    }),
  );
  const gone = [...known].filter((name) => !hives.includes(name) && !name.startsWith('_'));
  await mapAtOnce(gone, { concurrency: AT_ONCE }, (name) => manager.consumers.delete(stream, name));
}

async function consumersOf(manager: JetStreamManager, stream: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { name, config } of manager.consumers.list(stream))
    if (config.durable_name !== undefined) names.add(name);
  return names;
}
