import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why metadata or targets are not accepted, by `code`. */
export type TufErrorCode =
  /** The root that the user trusts is not one, or its own keys have not signed it. */
  | 'ROOT_INVALID'
  /** Metadata that is not signed by enough of its keys, is older than what was seen before, or does not belong together. */
  | 'UNTRUSTED'
  /** Metadata that has expired; the message says when, and what this machine takes the time to be. */
  | 'EXPIRED'
  /** There are no signatures where there have to be some. */
  | 'NOT_SIGNED'
  /** An answer that is no metadata, such as a page, or one with another status. */
  | 'ANSWER_INVALID'
  /** A file that is not the one that was signed. */
  | 'TARGET_ALTERED';

const marker = Symbol.for('@rbee-internal/tuf/error');

/** What the client rejects with, beside what its `get` throws. */
export class TufError extends CodedError<TufErrorCode> {
  override readonly name = 'TufError';
  readonly [marker] = true;
}

/** Whether a value is a {@link TufError}, whichever bundle made it. */
export function isTufError(value: unknown): value is TufError {
  return hasErrorMarker(value, marker);
}
