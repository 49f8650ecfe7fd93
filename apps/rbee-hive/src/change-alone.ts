import path from 'node:path';
import { takeLock } from '@rbee-internal/system/files';
import { ownIdentity } from '@rbee-internal/system/process';

/**
 * Changes a file of the user's own choices while no other process does; of several, each waits for the one before.
 *
 * @throws what `change` throws; the signal's reason
 */
export async function changeAlone<T>(
  file: string,
  change: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const name = path.basename(file);
  const locks = path.join(path.dirname(file), '.locks');
  const giveBack = await takeLock({
    file: path.join(locks, name),
    temporaryFolder: locks,
    owner: await ownIdentity(),
    signal,
    subject: name,
    busy: () => new Error('Another process changes it.'),
  });
  try {
    return await change();
  } finally {
    await giveBack();
  }
}
