import { chown } from 'node:fs/promises';
import { onTestFinished } from 'vitest';

/** The user and group that Linux and macOS keep for no one in particular. */
const NO_ONE = 65_534;

/**
 * Gives a folder to an ordinary user and becomes that user until the test is over: to the superuser, permissions
 * mean nothing. Where the tests run as an ordinary user there is nothing to do.
 */
export async function becomeOrdinaryUser(folders: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) return;
  for (const folder of folders) await chown(folder, NO_ONE, NO_ONE);
  process.seteuid?.(NO_ONE);
  onTestFinished(() => process.seteuid?.(0));
}
