import { readFile, writeFile } from 'node:fs/promises';
import { type Lockfile, readLockfile } from '@rbee/worker-catalog';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { CommandFailure } from '../errors.js';

/** @returns `undefined` when it does not exist @throws CommandFailure `LOCKFILE_UNREADABLE`; ProvisionError `LOCK_INVALID` */
export async function loadLockfile(file: string): Promise<Lockfile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw unreadable(file, error);
  }
  try {
    return readLockfile(JSON.parse(text));
  } catch (error) {
    throw error instanceof SyntaxError ? unreadable(file, error) : error;
  }
}

/** @throws CommandFailure `LOCKFILE_UNWRITABLE` */
export async function saveLockfile(file: string, lockfile: Lockfile): Promise<void> {
  await writeFile(file, `${JSON.stringify(lockfile, null, 2)}\n`).catch((cause: unknown) => {
    throw new CommandFailure({
      code: 'LOCKFILE_UNWRITABLE',
      message: `The lockfile ${file} cannot be written: ${messageOf(cause)}`,
      hint: 'With --lockfile, name a file in a folder that you can write to.',
      cause,
    });
  });
}

function unreadable(file: string, cause: unknown): CommandFailure {
  return new CommandFailure({
    code: 'LOCKFILE_UNREADABLE',
    message: `The lockfile ${file} cannot be read: ${messageOf(cause)}`,
    hint: 'Restore it from version control, or write it again with rbee-hive lock.',
  });
}
