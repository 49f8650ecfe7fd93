import { createHash } from 'node:crypto';
import os from 'node:os';
import { z } from 'zod';
import { type IdentityTable, SYSTEM_TABLE } from './identity-table.js';

/**
 * Tells one process from every other that has or will have its id, on this machine or another. It can be stored as
 * JSON and read back by the schema of the same name. The path of the executable is no part of it: a program that is
 * installed again while it runs is still the same process.
 */
export const ProcessIdentity = z.object({
  pid: z.int().positive(),
  /** When it started, in the system's own count; empty where the system does not tell. */
  start: z.string().regex(/^\d{0,16}$/),
  /** The machine's name, what its kernel calls this run, and what the pid counts in, as 12 hex digits of a digest. */
  host: z.string().regex(/^[0-9a-f]{12}$/),
  boot: z.string().regex(/^[0-9a-f]{12}$/),
  namespace: z.string().regex(/^[0-9a-f]{12}$/),
});
export type ProcessIdentity = Readonly<z.output<typeof ProcessIdentity>>;

/**
 * `live` and `dead` are proven. `unknown` is a process of another machine or container, and one whose id is in use
 * where the system does not say since when.
 */
export type Liveness = 'live' | 'dead' | 'unknown';

/**
 * Who the process with this id is; `undefined` when there is none, or it has ended and only waits to be noticed. On
 * Linux all is read before the call returns, so that no other process can be taken for a child that was just started.
 */
export async function identify(
  pid: number,
  table: IdentityTable = SYSTEM_TABLE,
): Promise<ProcessIdentity | undefined> {
  // Both calls come before the first await.
  const looking = table.look(pid);
  const system = table.system();
  const found = looking instanceof Promise ? await looking : looking;
  if (found === 'gone') return undefined;
  return identityOf({ pid, start: found.start }, system instanceof Promise ? await system : system);
}

/** The identity of the process that calls. */
export async function ownIdentity(table: IdentityTable = SYSTEM_TABLE): Promise<ProcessIdentity> {
  const identity = await identify(process.pid, table);
  return identity ?? identityOf({ pid: process.pid, start: '' }, await table.system());
}

/** Whether a process still runs, as far as `self` can tell. */
export async function livenessOf(
  other: ProcessIdentity,
  self?: ProcessIdentity,
  table: IdentityTable = SYSTEM_TABLE,
): Promise<Liveness> {
  const { boot, host, namespace } = self ?? (await ownIdentity(table));
  if (other.boot !== boot) return other.host === host ? 'dead' : 'unknown';
  if (other.namespace !== namespace) return 'unknown';
  const found = await table.look(other.pid);
  if (found === 'gone') return 'dead';
  if (found.start === '' || other.start === '') return 'unknown';
  return found.start === other.start ? 'live' : 'dead';
}

/** Whether two identities are provably one process. */
export function sameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return canTellApart(a) && identityText({ ...a, host: b.host }) === identityText(b);
}

/** Whether the identity tells its process from a later one with the same id: Windows does not say enough for that. */
export function canTellApart({ start }: ProcessIdentity): boolean {
  return start !== '';
}

/** The identity as part of a file's name. */
export function identityText({ pid, start, host, boot, namespace }: ProcessIdentity): string {
  return `${pid}-${start}-${host}-${boot}-${namespace}`;
}

/** The identity that {@link identityText} wrote, if it is one. */
export function identityFromText(text: string): ProcessIdentity | undefined {
  const [pid = '', start, host, boot, namespace, ...more] = text.split('-');
  if (more.length > 0 || !/^[1-9]\d{0,9}$/.test(pid)) return undefined;
  return ProcessIdentity.safeParse({ pid: Number(pid), start, host, boot, namespace }).data;
}

function identityOf(
  process: { readonly pid: number; readonly start: string },
  system: { readonly boot: string; readonly namespace: string },
): ProcessIdentity {
  const host = shortDigest(os.hostname());
  const boot = system.boot === '' ? host : shortDigest(system.boot);
  return { ...process, host, boot, namespace: shortDigest(system.namespace) };
}

function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
