/** Who holds a lock, as far as is known. */
export interface LockHolder {
  /** The lock's file, absolute. */
  readonly file: string;
  readonly pid?: number;
  /** The name of the holder's machine; absent for the process that asks. */
  readonly machine?: string;
  /** RFC 3339 text, by the holder's clock. */
  readonly since?: string;
  /** What the holder said that it is for. */
  readonly label?: string;
}
