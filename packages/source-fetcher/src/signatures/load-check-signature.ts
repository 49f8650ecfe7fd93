import { isSystemError } from '@rbee-internal/coded-error';
import { SourceFetchError } from '../errors.js';

type CheckSignature = typeof import('./check-signature.js').checkSignature;

/**
 * Loads what checks signatures, which few recipes need. The library behind it is an optional peer: it alone is larger
 * than all else that is installed with this package.
 *
 * @param name of what is signed, for messages
 * @throws SourceFetchError `SIGNATURE_UNSUPPORTED` when the library is not installed
 */
export async function loadCheckSignature(name: string): Promise<CheckSignature> {
  try {
    return (await import('./check-signature.js')).checkSignature;
  } catch (cause) {
    if (!isSystemError(cause, 'ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND')) throw cause;
    throw new SourceFetchError({
      code: 'SIGNATURE_UNSUPPORTED',
      message: `${name} is signed with OpenPGP, and the package that checks such signatures is not installed.`,
      hint: 'Install it beside this one: npm install openpgp@6.',
      cause,
    });
  }
}
