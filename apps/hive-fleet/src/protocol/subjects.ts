/**
 * Every subject of a fleet. Who publishes is always a token of the subject, and the server lets a hive publish only with its own
 * name there: what a subject says of its sender is true.
 */

/** The bucket with what is wanted of each hive: `HIVE.state`. Only the fleet's own commands write it. */
export const WANTED = 'wanted';
/** The bucket with what each hive says of itself: `HIVE.report`, `HIVE.facts`. */
export const HIVES = 'hives';
/** The bucket of the fleet's own commands: the rollout, what came before it, what is drained. */
export const FLEET = 'fleet';

/** The key of what is wanted of a hive. */
export function wantedKey(hive: string): string {
  return `${hive}.state`;
}

/** The key of a hive's report. */
export function reportKey(hive: string): string {
  return `${hive}.report`;
}

/** The key of what a hive knows of its machine. */
export function factsKey(hive: string): string {
  return `${hive}.facts`;
}

/** A request to a hive, such as for a log. */
export function requestSubject(hive: string, what: 'logs'): string {
  return `rbee.hive.${hive}.${what}`;
}

/** A hive's sign of life. `*` for all. */
export function presenceSubject(hive: string): string {
  return `rbee.presence.${hive}`;
}

/** "Who is there?", by someone. `*` for anyone. */
export function rollCallSubject(asker: string): string {
  return `rbee.ask.${asker}`;
}

/** From one to another: an answer to a roll call, and requests to models with what is answered. */
export function talkSubject(from: string, to: string, exchange: string): string {
  return `rbee.talk.${from}.${to}.${exchange}`;
}

/** Who speaks in a subject of `talkSubject`, and of what. */
export function readTalkSubject(subject: string): { readonly from: string; readonly exchange: string } {
  const [, , from = '', , exchange = ''] = subject.split('.');
  return { from, exchange };
}

/** Where answers to requests come in. */
export function inboxPrefix(name: string): string {
  return `_INBOX_${name}`;
}
