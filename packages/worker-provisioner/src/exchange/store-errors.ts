import { isOciError, type OciErrorCode } from '@rbee-internal/oci';
import { ProvisionError, type ProvisionErrorCode } from '../errors.js';

const CODES: Readonly<Record<OciErrorCode, ProvisionErrorCode>> = {
  REFERENCE_INVALID: 'REFERENCE_INVALID',
  UNREACHABLE: 'STORE_UNREACHABLE',
  UNAUTHORIZED: 'STORE_REFUSED',
  NOT_FOUND: 'NOT_IN_STORE',
  PROTOCOL: 'STORE_INVALID',
  DIGEST_MISMATCH: 'STORE_INVALID',
  TOO_LARGE: 'STORE_INVALID',
  LAYOUT_INVALID: 'STORE_INVALID',
};

/** Runs what speaks to a store, and makes its errors those of this package. */
export async function tellingStoreErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asProvisionError(error);
  }
}

export function asProvisionError(error: unknown): unknown {
  if (!isOciError(error)) return error;
  const { code, message, hint } = error;
  return new ProvisionError({ code: CODES[code], message, hint, cause: error });
}
