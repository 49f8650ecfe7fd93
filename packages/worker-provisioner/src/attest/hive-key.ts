import { randomUUID } from 'node:crypto';
import { link, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import {
  generateSigningKey,
  isSigningKeyError,
  readSigningKey,
  type SigningKey,
  writeSigningKey,
} from '@rbee-internal/signing';
import { ProvisionError } from '../errors.js';

/**
 * The hive's own key, from its file of mode 0600. It is made when it is asked for the first time; of several processes at
 * once one makes it.
 *
 * @throws ProvisionError `KEY_UNUSABLE`; the system's error
 * @example
 * const { publicKey } = await openHiveKey('/home/me/.config/rbee/hive-key.pem');
 */
export async function openHiveKey(file: string): Promise<SigningKey> {
  try {
    return await readSigningKey(file);
  } catch (error) {
    if (isSigningKeyError(error))
      throw new ProvisionError({
        code: 'KEY_UNUSABLE',
        message: error.message,
        hint: error.hint,
        cause: error,
      });
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${randomUUID()}`;
  try {
    await writeSigningKey(written, generateSigningKey());
    await link(written, file).catch((error: unknown) => {
      if (!isSystemError(error, 'EEXIST')) throw error;
    });
  } finally {
    await rm(written, { force: true });
  }
  return readSigningKey(file);
}
