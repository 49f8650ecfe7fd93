import { readFile } from 'node:fs/promises';
import { messageOf } from '@rbee-internal/coded-error';
import { CommandFailure } from './errors.js';
import type { Secrets } from './take-secrets.js';

export interface TokenSources {
  readonly file: string | undefined;
  readonly secrets: Secrets;
}

/**
 * The token that requests to the daemon need: of the file where one is named, else `RBEE_HIVE_TOKEN`. It is never on the
 * command line, which every user of a machine can read.
 *
 * @throws CommandFailure `TOKEN_INVALID`
 */
export async function readDaemonToken({ file, secrets }: TokenSources): Promise<string | undefined> {
  if (file === undefined) return secrets.hiveToken;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw invalid(`The token file ${file} cannot be read: ${messageOf(error)}`);
  });
  const token = text.trim();
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
