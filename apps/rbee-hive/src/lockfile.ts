import { readFile, writeFile } from 'node:fs/promises';
import { type Lockfile, readLockfile } from '@rbee/worker-catalog';
import { CommandFailure } from './errors.js';

/** @returns `undefined` when there is no such file @throws CommandFailure `LOCKFILE_UNREADABLE`; ProvisionError `LOCK_INVALID` */
export async function loadLockfile(file: string): Promise<Lockfile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
  try {
    return readLockfile(JSON.parse(text));
  } catch (error) {
    throw error instanceof SyntaxError ? unreadable(file, error) : error;
  }
}

export async function saveLockfile(file: string, lockfile: Lockfile): Promise<void> {
  await writeFile(file, `${JSON.stringify(lockfile, null, 2)}\n`);
}

function unreadable(file: string, cause: unknown): CommandFailure {
  return new CommandFailure({
    code: 'LOCKFILE_UNREADABLE',
    message: `The lockfile ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: 'Restore it from version control, or write it anew with rbee-hive lock.',
  });
}
