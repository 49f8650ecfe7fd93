import { realpath } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile } from '@rbee-internal/system/files';
import { WorkerCatalogError } from '../errors.js';

/** Bytes of a licence token. */
const MAX_TOKEN_BYTES = 16 * 1024;

/**
 * Reads a licence token from a file that only its owner may read.
 *
 * @throws WorkerCatalogError `LICENSE_FILE_UNSAFE`; the system's error when it cannot be read
 */
export async function readLicenseToken(file: string): Promise<string> {
  // A mounted secret is often a link.
  const handle = await openRegularFile(await realpath(file)).catch((error: unknown) => {
    throw isSystemError(error, 'EFTYPE', 'ELOOP') ? unsafe(file, 'it is not a regular file') : error;
  });
  try {
    const facts = await handle.stat();
    if ((facts.mode & 0o077) !== 0) throw unsafe(file, 'others than its owner may read it');
    if (facts.size > MAX_TOKEN_BYTES) throw unsafe(file, `it has more than ${MAX_TOKEN_BYTES} bytes`);
    const token = (await handle.readFile('utf8')).trim();
    if (!/^[\x21-\x7e]+$/.test(token)) throw unsafe(file, 'it must hold one token and nothing else');
    return token;
  } finally {
    await handle.close();
  }
}

function unsafe(file: string, reason: string): WorkerCatalogError {
  return new WorkerCatalogError({
    code: 'LICENSE_FILE_UNSAFE',
    message: `The licence token in ${file} is not used: ${reason}.`,
    hint: `Put the token alone into the file, and run: chmod 600 ${file}`,
  });
}
