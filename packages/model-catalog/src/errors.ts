import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why a call of this package failed. */
export type ModelCatalogErrorCode =
  /** An option that the call does not have, or a value that it cannot take; nothing was done. */
  | 'INVALID_OPTIONS'
  /** A reference that is not written as any vendor reads it: `hf:org/repo:Q4_K_M`, a URL, a path … */
  | 'INVALID_REFERENCE'
  /** No vendor supports the reference. */
  | 'NO_VENDOR'
  /** The hub, store or disk has no such model. A private repository looks the same without a token. */
  | 'MODEL_NOT_FOUND'
  /** The model has no such revision. */
  | 'REVISION_NOT_FOUND'
  /** The model has no such file or quantization; the hint lists what it has. */
  | 'FILE_NOT_FOUND'
  /** The repository or folder has no file that a worker could load. */
  | 'NO_WEIGHTS'
  /** The publisher asks to accept terms first, or did not accept this account yet. */
  | 'GATED'
  /** The server refused the token, or wants one. */
  | 'ACCESS_DENIED'
  /** The server accepts no more requests for a while; `retryAfterMilliseconds` says how long, if it said so. */
  | 'RATE_LIMITED'
  /** The server sent something that is not what its API promises. */
  | 'INVALID_ANSWER'
  /** The server could not be reached, or the connection broke and did not recover. */
  | 'UNREACHABLE'
  /** A server had to be asked, and `offline` is set. */
  | 'OFFLINE'
  /** A URL was given without the digest that its file must have. */
  | 'DIGEST_REQUIRED'
  /** A file is not what its publisher says: its size or digest differs. */
  | 'DIGEST_MISMATCH'
  /** The disk, or what may be used of it, is full; known before the first byte where sizes are known. */
  | 'DISK_FULL'
  /** A file is damaged, or not of the format that it should be. */
  | 'INVALID_MODEL'
  /** A bound on hostile input was reached; the message names it. */
  | 'LIMIT'
  /** No model goes by that id in the catalog. */
  | 'NOT_FOUND'
  /** Another model has that id. */
  | 'ALREADY_EXISTS'
  /** Another process works on the model, and the call should not wait. */
  | 'BUSY'
  /** An id that can name no folder. */
  | 'INVALID_ID'
  /** A record in the catalog cannot be read. */
  | 'INVALID_RECORD'
  /** The system refused to read or write; `cause` is its error. */
  | 'IO';

/** What an error is made from. */
export interface ModelCatalogErrorInit extends CodedErrorInit<ModelCatalogErrorCode> {
  readonly retryAfterMilliseconds?: number | undefined;
}

const marker = Symbol.for('@rbee/model-catalog/error');

/** What this package's calls reject with, unless they were cancelled: then it is the signal's reason. */
export class ModelCatalogError extends CodedError<ModelCatalogErrorCode> {
  override readonly name = 'ModelCatalogError';
  readonly [marker] = true;
  /** Of `RATE_LIMITED`: how long the server wants us to wait. */
  declare readonly retryAfterMilliseconds?: number;

  constructor({ retryAfterMilliseconds, ...init }: ModelCatalogErrorInit) {
    super(init);
    if (retryAfterMilliseconds !== undefined) this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/**
 * Whether a value is this package's error, whichever copy of the package made it.
 *
 * @example
 * ```ts
 * try {
 *   await catalog.provisionAndAdd('hf:org/repo', { jobId });
 * } catch (error) {
 *   if (isModelCatalogError(error) && error.code === 'GATED') console.log(error.hint);
 * }
 * ```
 */
export function isModelCatalogError(value: unknown): value is ModelCatalogError {
  return hasErrorMarker(value, marker);
}
