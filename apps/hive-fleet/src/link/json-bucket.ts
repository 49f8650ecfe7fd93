import { JetStreamApiError } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { z } from 'zod';
import { FleetError } from '../errors.js';

/** A value with the number of its write. */
export interface Entry<T> {
  readonly value: T;
  readonly revision: number;
}

/** Another write came first: JetStream's own number. */
const LOST_RACE = 10_071;

/** A bucket whose values are JSON. Every call waits for the server's answer: what is sent while there is no connection is lost. */
export interface JsonBucket {
  /** `undefined` where there is none. @throws FleetError `FLEET_FORMAT` where it cannot be read */
  get<T>(key: string, schema: z.ZodType<T>): Promise<Entry<T> | undefined>;
  /**
   * Writes a key that has this revision; 0 where there is none. Answers the new one.
   * @throws FleetError `CHANGED_MEANWHILE`
   */
  update(key: string, value: unknown, revision: number): Promise<number>;
  readonly kv: KV;
}

/** Opens a bucket that is there; nothing is asked. */
export async function openJsonBucket(connection: NatsConnection, name: string): Promise<JsonBucket> {
  const kv = await new Kvm(connection).open(name, { allow_direct: true });
  return {
    kv,
    async get(key, schema) {
      const entry = await kv.get(key);
      if (entry === null || entry.operation !== 'PUT') return undefined;
      return { value: readValue(key, entry.string(), schema), revision: entry.revision };
    },
    async update(key, value, revision) {
      try {
        return await kv.put(key, JSON.stringify(value), { previousSeq: revision });
      } catch (error) {
        if (!isLostRace(error)) throw error;
        throw new FleetError({
          code: 'CHANGED_MEANWHILE',
          message: `Another program changed ${key} of the fleet at the same time.`,
          hint: 'See what it did (rbee-hive fleet status), then try again.',
          cause: error,
        });
      }
    },
  };
}

/** @throws FleetError `FLEET_FORMAT` */
export function readValue<T>(key: string, text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new FleetError({
    code: 'FLEET_FORMAT',
    message: `What the fleet has under ${key} cannot be read by this version.`,
    hint: 'Use the same version of rbee-hive on every machine of the fleet.',
    cause: parsed.error,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema does not take it.
    return undefined;
  }
}

function isLostRace(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === LOST_RACE;
}
