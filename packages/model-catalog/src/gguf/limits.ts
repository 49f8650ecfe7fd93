/** Bounds on a GGUF file's header, which is hostile until it is read. */
export interface GgufLimits {
  /** Bytes of the header that are read. @default 134_217_728 (128 MiB) */
  readonly headerBytes: number;
  /** Keys of metadata. @default 10_000 */
  readonly keys: number;
  /** Tensors. @default 200_000 */
  readonly tensors: number;
  /** Bytes of a text that is kept; of a longer one only its length is known. @default 1_048_576 (1 MiB) */
  readonly textBytes: number;
  /** Elements of an array that is kept, likewise. @default 10_000 */
  readonly arrayElements: number;
}

/** What bounds the reading of a GGUF file unless the options say otherwise. */
export const DEFAULT_GGUF_LIMITS: GgufLimits = Object.freeze({
  headerBytes: 128 * 1024 * 1024,
  keys: 10_000,
  tensors: 200_000,
  textBytes: 1024 * 1024,
  arrayElements: 10_000,
});

/** The longest key or tensor's name, in bytes; the format allows 65,535. */
export const MAX_NAME_BYTES = 65_535;

/** Arrays one in another. */
export const MAX_NESTING = 4;
