import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { checkDocument, expiryOf } from './check-document.js';
import { expired } from './explain.js';

const ROLES = ['timestamp', 'snapshot', 'targets', 'root'];

/** Beside the metadata: when it was last verified. */
const SEEN = 'verified-at';
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Checks what the library accepted once more, against the later of the clock and the time of the last success: a clock
 * that was set back makes no old metadata new.
 *
 * @returns when the first of it expires
 * @throws TufError `EXPIRED`
 */
export async function requireUnexpired({ folder, copy }: Folders, now: Date): Promise<Date> {
  const seen = await timeSeen(folder);
  const reference = seen !== undefined && seen > now ? seen : now;
  const found = await findExpired(copy, reference);
  if (found === undefined) return firstExpiry(copy);
  throw expired(reference === now ? found : `${found}, and it was ${reference.toISOString()} here before`);
}

/** Which of the top roles' metadata has expired, as in "timestamp.json expired on …". */
export async function findExpired(copy: string, reference: Date): Promise<string | undefined> {
  for (const { name, expires } of await expiries(copy))
    if (expires <= reference) return `${name} expired on ${expires.toISOString()}`;
  return undefined;
}

/** Keeps the time of a success, if this was one, and answers when the last one was. */
export async function rememberTime(folder: string, success: Date | undefined): Promise<Date> {
  const seen = await timeSeen(folder);
  if (success === undefined || (seen !== undefined && seen >= success)) return seen ?? new Date(0);
  await replaceFile(path.join(folder, SEEN), `${success.toISOString()}\n`);
  return success;
}

interface Folders {
  /** The client's. */
  readonly folder: string;
  /** Where the metadata is worked on. */
  readonly copy: string;
}

async function firstExpiry(copy: string): Promise<Date> {
  const times = (await expiries(copy)).map(({ expires }) => expires.getTime());
  return new Date(Math.min(...times));
}

async function expiries(copy: string): Promise<{ readonly name: string; readonly expires: Date }[]> {
  const found = [];
  for (const role of ROLES) {
    const name = `${role}.json`;
    const bytes = await readIfThere(path.join(copy, name));
    if (bytes === undefined) continue;
    checkDocument(bytes, name);
    found.push({ name, expires: expiryOf(bytes, name) });
  }
  return found;
}

async function timeSeen(folder: string): Promise<Date | undefined> {
  const bytes = await readIfThere(path.join(folder, SEEN));
  const time = Date.parse(bytes?.toString('utf8').trim() ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readRegularFile(file, { maxBytes: MAX_BYTES });
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
