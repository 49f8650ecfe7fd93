import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile, writeNewFile } from '@rbee-internal/system/files';
import { SigningKeyError } from './errors.js';
import { parseSigningKey, type SigningKey } from './signing-key.js';

/** Bytes of a private key's file. */
const MAX_FILE_BYTES = 16 * 1024;

/**
 * Writes a private key to a new file of mode 0600.
 * @throws the system's error; `EEXIST` when something is there, be it a link
 */
export async function writeSigningKey(file: string, key: SigningKey): Promise<void> {
  await writeNewFile(file, key.toPem(), { flush: true, mode: 0o600 });
}

/**
 * Reads a private key from a file that its owner alone may read. No link is followed.
 * @throws SigningKeyError `KEY_FILE_UNSAFE`, `KEY_INVALID`; the system's error when it cannot be read
 */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const handle = await openRegularFile(file).catch((error: unknown) => {
    throw isSystemError(error, 'EFTYPE', 'ELOOP') ? unsafe(file, 'it is not a regular file') : error;
  });
  try {
    const { mode, size } = await handle.stat();
    // Windows keeps rights elsewhere, and always says 0666 here.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw unsafe(file, 'others than its owner have rights on it');
    if (size > MAX_FILE_BYTES) throw unsafe(file, `it has more than ${MAX_FILE_BYTES} bytes`);
    return parseSigningKey(await handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}

function unsafe(file: string, reason: string): SigningKeyError {
  return new SigningKeyError({
    code: 'KEY_FILE_UNSAFE',
    message: `The private key in ${file} is not used: ${reason}.`,
    hint: `Name the file itself, and run: chmod 600 ${file}`,
  });
}
