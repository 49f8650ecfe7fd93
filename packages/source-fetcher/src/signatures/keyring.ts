import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { type Key, readKeys } from 'openpgp';
import { namesIn } from '../cache/names-in.js';
import { SourceFetchError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';

/** The keys that may have signed, and which of them may. */
export interface Keyring {
  readonly keys: readonly Key[];
  /** Whether what this primary key signed counts. */
  accepts(fingerprint: string): boolean;
}

/**
 * The keys that were passed and those beside the recipe, in `keys/pgp/*.asc`. Which of them are trusted is what
 * `validpgpkeys` says; without it, those that were passed. A recipe's own keys prove nothing by themselves.
 * @throws SourceFetchError `KEYRING_INVALID`
 */
export async function openKeyring({ keyring, validPgpKeys, startDir }: ResolvedOptions): Promise<Keyring> {
  const handedIn: Key[] = [];
  for (const [index, text] of keyring.entries())
    handedIn.push(...(await parseKeys(text, `keyring[${index}]`)));
  const beside: Key[] = [];
  for (const file of await recipeKeys(path.join(startDir, 'keys/pgp')))
    beside.push(...(await parseKeys(await readFile(file), path.basename(file))));
  const accepted = new Set(validPgpKeys.length > 0 ? validPgpKeys : handedIn.map(fingerprintOf));
  return { keys: [...handedIn, ...beside], accepts: (fingerprint) => accepted.has(fingerprint) };
}

/** The fingerprint of a primary key, as `validpgpkeys` has it: upper case, without spaces. */
export function fingerprintOf(key: Key): string {
  return key.getFingerprint().toUpperCase();
}

async function recipeKeys(folder: string): Promise<string[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.asc'));
  return names.map((name) => path.join(folder, name));
}

async function parseKeys(source: string | Uint8Array, name: string): Promise<Key[]> {
  const isArmored =
    typeof source === 'string' || Buffer.from(source).subarray(0, 5).toString('latin1') === '-----';
  try {
    if (isArmored) return await readKeys({ armoredKeys: Buffer.from(source).toString('utf8') });
    return await readKeys({ binaryKeys: new Uint8Array(source) });
  } catch (error) {
    throw new SourceFetchError({
      code: 'KEYRING_INVALID',
      message: `The OpenPGP keys of '${showForeign(name)}' could not be read: ${showForeign(messageOf(error))}.`,
      hint: 'Export them with: gpg --armor --export FINGERPRINT.',
      cause: error,
    });
  }
}
