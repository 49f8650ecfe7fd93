import { realpath } from 'node:fs/promises';
import { messageOf } from '@rbee-internal/coded-error';
import { readRegularFile } from '@rbee-internal/system/files';
import { CommandFailure } from '../errors.js';
import type { Secrets } from '../take-secrets.js';

export interface TokenSources {
  readonly file: string | undefined;
  readonly secrets: Secrets;
}

/** The longest token file that is read, in bytes. */
const MAX_BYTES = 64 * 1024;

/**
 * The token that requests to the daemon are to need: of the file where one is named, else `RBEE_HIVE_TOKEN`; without
 * either the daemon has one of its own. It is never on the command line, which every user of a machine can read.
 *
 * @throws CommandFailure `TOKEN_INVALID`
 */
export async function readDaemonToken({ file, secrets }: TokenSources): Promise<string | undefined> {
  if (file === undefined) return secrets.hiveToken;
  const content = await readRegularFile(await realpath(file).catch(() => file), {
    maxBytes: MAX_BYTES,
  }).catch((error: unknown) => {
    throw invalid(`The token file ${file} cannot be read: ${messageOf(error)}`);
  });
  const token = content.toString('utf8').trim();
  if (token === '') throw invalid(`The token file ${file} is empty.`);
  return token;
}

function invalid(message: string): CommandFailure {
  return new CommandFailure({
    code: 'TOKEN_INVALID',
    message,
    hint: 'Write a random token of at least 16 characters into it, readable by you alone.',
  });
}
