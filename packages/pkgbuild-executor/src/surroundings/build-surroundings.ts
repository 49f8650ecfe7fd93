/** What a build found around it, for its record. */
export interface BuildSurroundings {
  /** The recipe's own variables, as {@link ExecuteOptions.variables} set them. */
  readonly variables: Readonly<Record<string, string>>;
  /** `MAKEFLAGS`; absent where none is set. */
  readonly makeflags?: string;
  /** `SOURCE_DATE_EPOCH`, in seconds since 1970; absent for a build for this machine, which has none. */
  readonly sourceDateEpoch?: number;
  /** Whether it was a build for this machine: see {@link ExecuteOptions.native}. */
  readonly native: boolean;
  /** The locale of its programs, such as `C.UTF-8`. */
  readonly locale: string;
}
