export type TransportErrorCode =
  /** No answer within the time for it. */
  | 'HEADERS_TIMEOUT'
  /** No byte of the body within the time for it. */
  | 'STALL'
  /** Fewer bytes than the least speed asks for. */
  | 'SLOW'
  /** The whole took too long. */
  | 'DEADLINE'
  /** More bytes than are accepted. */
  | 'TOO_LARGE'
  /** Fewer or more bytes than were announced, or a connection that broke amid them. */
  | 'CUT'
  /** A status that is not one of a final answer. */
  | 'STATUS'
  /** Compressed more than once. */
  | 'CONTENT_CODINGS';

const marker = Symbol.for('@rbee-internal/system/transport-error');

/** Why a request was given up; the cause of a `fetch`'s rejection, or what reading a body rejects with. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly [marker] = true;
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export function isTransportError(value: unknown): value is TransportError {
  return typeof value === 'object' && value !== null && marker in value;
}

/** A proxy that is not the URL of an HTTP proxy. */
export class InvalidProxyError extends Error {
  override readonly name = 'InvalidProxyError';
  /** The environment variable or setting that names it. */
  readonly variable: string;

  constructor(variable: string, message: string) {
    super(message);
    this.variable = variable;
  }
}
