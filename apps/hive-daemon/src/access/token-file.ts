import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { openRegularFile, replaceFile } from '@rbee-internal/system/files';
import { DaemonError } from '../errors.js';

const FILE_NAME = 'token';
const TOKEN_BYTES = 32;
const MIN_LENGTH = 16;
const MAX_LENGTH = 4_096;
/** Permissions of anybody but the owner. */
const OTHERS = 0o077;

/** Whether a text can be a token: it goes into a header as it is. */
export function isToken(text: string): boolean {
  return text.length >= MIN_LENGTH && text.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(text);
}

/** What a token has to be, as part of a sentence. */
export const TOKEN_RULE = `at least ${MIN_LENGTH} characters, all printable ASCII without blanks`;

/**
 * The token of a state folder that this process has claimed: the given one, which is written to it so that the file
 * always has the token in force; else the file's; else a new one.
 * @throws DaemonError `TOKEN_UNUSABLE`
 */
export async function establishToken(stateDir: string, given: string | undefined): Promise<string> {
  const known = given ?? (await readDaemonToken(stateDir));
  const token = known ?? randomBytes(TOKEN_BYTES).toString('base64url');
  if (given !== undefined || known === undefined) await writeToken(stateDir, token);
  return token;
}

/**
 * The token of a state folder's daemon; `undefined` when no daemon was ever started there.
 * @throws DaemonError `TOKEN_UNUSABLE` for a file that others could have read or written, or that has no token in it
 */
export async function readDaemonToken(stateDir: string): Promise<string | undefined> {
  const file = path.join(stateDir, FILE_NAME);
  let handle: FileHandle;
  try {
    handle = await openRegularFile(file);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw unusable(file, messageOf(error), error);
  }
  try {
    return await readToken(handle, file);
  } finally {
    await handle.close();
  }
}

async function readToken(handle: FileHandle, file: string): Promise<string> {
  const { mode, uid } = await handle.stat();
  if (process.getuid !== undefined && uid !== process.getuid())
    throw unusable(file, 'it belongs to another user');
  if ((mode & OTHERS) !== 0) throw unusable(file, 'others can read or write it');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_LENGTH + 2), 0, MAX_LENGTH + 2, 0);
  const token = buffer.toString('latin1', 0, bytesRead).replace(/\r?\n$/, '');
  if (!isToken(token)) throw unusable(file, `it does not hold a token (${TOKEN_RULE})`);
  return token;
}

async function writeToken(stateDir: string, token: string): Promise<void> {
  const file = path.join(stateDir, FILE_NAME);
  await replaceFile(file, `${token}\n`, { mode: 0o600 }).catch((cause: unknown) => {
    throw unusable(file, messageOf(cause), cause);
  });
}

function unusable(file: string, problem: string, cause?: unknown): DaemonError {
  return new DaemonError({
    code: 'TOKEN_UNUSABLE',
    message: `The daemon's token file ${file} cannot be used: ${problem}.`,
    hint: 'Remove it: the next start makes a new one, which only you can read.',
    cause,
  });
}
