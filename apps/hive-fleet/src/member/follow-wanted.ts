import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '@rbee-internal/coded-error';
import { pause } from '@rbee-internal/system/time';
import type { FleetHive } from 'rbee-hive-daemon';
import { type JsonBucket, readValue } from '../link/json-bucket.js';
import { WANTED, wantedKey } from '../protocol/subjects.js';
import { Wanted } from '../protocol/wanted.js';

export interface FollowWantedInit {
  readonly connection: NatsConnection;
  readonly hive: string;
  readonly bucket: JsonBucket;
  readonly pullMilliseconds: number;
  readonly log: FleetHive['log'];
  readonly onWanted: (wanted: Wanted) => Promise<void>;
  /** What is wanted cannot be read, or can again. */
  readonly onProblem: (problem: string | undefined) => void;
}

const AGAIN_MILLISECONDS = 2_000;

/**
 * Hands on what is wanted of a hive now, and then each change, as its durable consumer has it: taken off only when it is on the hive's
 * disk. It goes on until the connection is closed.
 */
export async function followWanted(init: FollowWantedInit, signal: AbortSignal): Promise<void> {
  const { connection, hive, bucket, log } = init;
  const key = wantedKey(hive);
  while (!signal.aborted && !connection.isClosed()) {
    try {
      const now = await bucket.kv.get(key);
      if (now !== null && now.operation === 'PUT') await take(now.string(), init);
      await pull(init, signal);
    } catch (error) {
      if (signal.aborted || connection.isClosed()) return;
      // Not there before the fleet's commands made it, or the server is away.
      log.info('the fleet’s wishes are asked for again', { reason: messageOf(error) });
      await pause(AGAIN_MILLISECONDS, signal).catch(() => undefined);
    }
  }
}

async function pull(init: FollowWantedInit, signal: AbortSignal): Promise<void> {
  const { connection, hive, pullMilliseconds } = init;
  const consumer = await jetstream(connection).consumers.get(`KV_${WANTED}`, hive);
  while (!signal.aborted && !connection.isClosed()) {
    const message = await consumer.next({ expires: pullMilliseconds });
    if (message === null) continue;
    const isOwn = message.subject === `$KV.${WANTED}.${wantedKey(hive)}`;
    if (isOwn && message.headers?.get('KV-Operation') !== 'DEL') await take(message.string(), init);
    await message.ackAck();
  }
}

async function take(text: string, { onWanted, onProblem, hive, log }: FollowWantedInit): Promise<void> {
  let wanted: Wanted;
  try {
    wanted = readValue(wantedKey(hive), text, Wanted);
  } catch (error) {
    log.warn('what the fleet wants cannot be read', { reason: messageOf(error) });
    return onProblem(messageOf(error));
  }
  onProblem(undefined);
  await onWanted(wanted);
}
