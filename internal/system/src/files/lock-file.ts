import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import { isSystemError } from '@rbee-internal/coded-error';
import { z } from 'zod';
import { ProcessIdentity } from '../process/identity.js';
import type { Clock } from '../time/index.js';
import { readRegularFile } from './regular-file.js';

/** Who holds a lock, as far as is known. */
export interface LockHolder {
  /** The lock's file, absolute. */
  readonly file: string;
  readonly pid?: number;
  readonly machine?: string;
  /** RFC 3339 text, by the holder's clock. */
  readonly since?: string;
  /** What the holder said that it is for. */
  readonly label?: string;
}

/** What the file of a lock says while it is held. */
export const LockRecord = ProcessIdentity.extend({
  /** What is locked, for people who look into the file. */
  subject: z.string(),
  machine: z.string(),
  since: z.string(),
  label: z.string().optional(),
});
export type LockRecord = z.output<typeof LockRecord>;

/** A lock's file as it was read. */
export interface LockFile {
  readonly text: string;
  /** When its holder touched it last, by the file system's clock. */
  readonly touchedAt: number;
  /** `undefined` for a file that tells no holder. */
  readonly record: LockRecord | undefined;
}

/** Nothing that we write comes near it. */
const MAX_LOCK_BYTES = 65_536;

interface NewHolding {
  readonly subject: string;
  readonly label?: string | undefined;
  readonly owner: ProcessIdentity;
  readonly since?: string | undefined;
}

/** The text of a new holding. A token makes every one its own, so that none is taken for another. */
export function newLockText({ subject, label, owner, since }: NewHolding, clock: Pick<Clock, 'now'>): string {
  const record: LockRecord = {
    subject,
    ...owner,
    machine: os.hostname(),
    since: since ?? new Date(clock.now()).toISOString(),
    ...(label !== undefined && { label }),
  };
  return `${JSON.stringify({ ...record, token: randomBytes(16).toString('hex') })}\n`;
}

/**
 * Reads a lock's file; `undefined` when there is none.
 * @throws IrregularFileError when something stands there that is no lock's file, such as a link or a FIFO
 */
export async function readLockFile(file: string): Promise<LockFile | undefined> {
  try {
    const content = await readRegularFile(file, { maxBytes: MAX_LOCK_BYTES });
    const text = content.toString('utf8');
    return { text, touchedAt: (await stat(file)).mtimeMs, record: recordIn(text) };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

export function holderOf(file: string, record: LockRecord | undefined): LockHolder {
  if (record === undefined) return { file };
  const { pid, machine, since, label } = record;
  return { file, pid, machine, since, ...(label !== undefined && { label }) };
}

function recordIn(text: string): LockRecord | undefined {
  try {
    return LockRecord.safeParse(JSON.parse(text)).data;
  } catch {
    // It is not JSON: still being written, on a file system without hard links, or not ours.
    return undefined;
  }
}
