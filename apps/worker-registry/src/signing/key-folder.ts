import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { generateSigningKey, readSigningKey, type SigningKey, writeSigningKey } from '@rbee-internal/signing';
import { makePrivateFolder } from '@rbee-internal/system/files';

/** A private key and the name of its file. */
export interface KeptKey {
  readonly name: string;
  readonly key: SigningKey;
}

/** The private keys in a folder, by name; none when there is no folder. @throws SigningKeyError; the system's errors */
export async function readKeys(folder: string): Promise<readonly KeptKey[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  const keys: KeptKey[] = [];
  for (const name of names.filter((each) => each.endsWith('.pem')).sort())
    keys.push({ name, key: await readSigningKey(path.join(folder, name)) });
  return keys;
}

/** Makes a key in a folder that its owner alone may read. Its name says the role and the first digits of its id. */
export async function makeKey(folder: string, role: string): Promise<KeptKey> {
  await makePrivateFolder(folder);
  const key = generateSigningKey();
  const name = `${role}-${key.id.slice(0, 8)}.pem`;
  await writeSigningKey(path.join(folder, name), key);
  return { name, key };
}
