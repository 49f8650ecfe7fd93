import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

/** What is wrong with a key, by `code`. */
export type SigningKeyErrorCode =
  /** It is not an Ed25519 key in one of the forms that are read. */
  | 'KEY_INVALID'
  /** The file of a private key may be read by others, or is not a regular file. */
  | 'KEY_FILE_UNSAFE';

const marker = Symbol.for('@rbee-internal/signing/error');

/** A key that cannot be used. No message ever has any of a private key. */
export class SigningKeyError extends CodedError<SigningKeyErrorCode> {
  override readonly name = 'SigningKeyError';
  readonly [marker] = true;
}

/** Whether a value is a {@link SigningKeyError}, whichever bundle made it. */
export function isSigningKeyError(value: unknown): value is SigningKeyError {
  return hasErrorMarker(value, marker);
}
