import { ADMIN } from './names.js';
import { FLEET, HIVES, inboxPrefix, WANTED } from './subjects.js';

/** What one user of the server may do; nothing else. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** Whether it may answer each request once. */
  readonly answers: boolean;
}

/**
 * What a hive may do: write its own state, read what is wanted of it, and speak in its own name. It makes no consumer (with that
 * right on a stream it could have a message delivered to any subject) and deletes none.
 */
export function hivePermissions(hive: string): Permissions {
  return {
    publish: [
      `rbee.hive.${hive}.>`,
      `$KV.${HIVES}.${hive}.>`,
      `$JS.API.DIRECT.GET.KV_${HIVES}.$KV.${HIVES}.${hive}.>`,
      `$JS.API.DIRECT.GET.KV_${WANTED}.$KV.${WANTED}.${hive}.>`,
      `$JS.API.CONSUMER.INFO.KV_${WANTED}.${hive}`,
      `$JS.API.CONSUMER.MSG.NEXT.KV_${WANTED}.${hive}`,
      `$JS.ACK.KV_${WANTED}.${hive}.>`,
      // One address for every model: who is there, and requests among hives, each in the sender's own name.
      `rbee.presence.${hive}`,
      `rbee.ask.${hive}`,
      `rbee.talk.${hive}.>`,
    ],
    subscribe: [
      `rbee.hive.${hive}.>`,
      `${inboxPrefix(hive)}.>`,
      'rbee.presence.*',
      'rbee.ask.*',
      `rbee.talk.*.${hive}.>`,
    ],
    answers: true,
  };
}

/** What the fleet's own commands may do: all of the fleet's buckets, and speak to every hive. */
export function adminPermissions(): Permissions {
  const buckets = [WANTED, HIVES, FLEET];
  return {
    publish: [
      'rbee.hive.>',
      `rbee.ask.${ADMIN}`,
      ...buckets.map((bucket) => `$KV.${bucket}.>`),
      '$JS.API.INFO',
      ...buckets.flatMap((bucket) => [
        `$JS.API.STREAM.*.KV_${bucket}`,
        `$JS.API.STREAM.MSG.*.KV_${bucket}`,
        `$JS.API.DIRECT.GET.KV_${bucket}`,
        `$JS.API.DIRECT.GET.KV_${bucket}.>`,
        `$JS.API.CONSUMER.*.KV_${bucket}`,
        `$JS.API.CONSUMER.*.KV_${bucket}.>`,
        `$JS.API.CONSUMER.DURABLE.CREATE.KV_${bucket}.>`,
        `$JS.API.CONSUMER.MSG.NEXT.KV_${bucket}.>`,
        `$JS.ACK.KV_${bucket}.>`,
      ]),
      // Of a watch: how fast the server may send.
      '$JS.FC.>',
    ],
    subscribe: [`${inboxPrefix(ADMIN)}.>`, 'rbee.presence.*', `rbee.talk.*.${ADMIN}.>`],
    answers: false,
  };
}
