import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why a store could not be used. */
export type OciErrorCode =
  /** A reference that names no repository. */
  | 'REFERENCE_INVALID'
  /** No answer from the server, or one that was cut. */
  | 'UNREACHABLE'
  /** The server asks for credentials, or refuses those that it was given. */
  | 'UNAUTHORIZED'
  /** There is no such manifest or blob. */
  | 'NOT_FOUND'
  /** An answer that the specification does not allow. */
  | 'PROTOCOL'
  /** Bytes that are not those of their digest. */
  | 'DIGEST_MISMATCH'
  /** More bytes than are accepted. */
  | 'TOO_LARGE'
  /** A layout that is none, or is only read. */
  | 'LAYOUT_INVALID';

const marker = Symbol.for('@rbee-internal/oci/error');

/** What the calls of this package reject with. */
export class OciError extends CodedError<OciErrorCode> {
  override readonly name = 'OciError';
  readonly [marker] = true;
  /** Whether the same request may work the next time. */
  readonly isPassing: boolean;

  constructor(init: CodedErrorInit<OciErrorCode> & { readonly isPassing?: boolean }) {
    super(init);
    this.isPassing = init.isPassing ?? false;
  }
}

export function isOciError(value: unknown): value is OciError {
  return hasErrorMarker(value, marker);
}
