/** Options of a call that may be cancelled. */
export interface SignalOption {
  readonly signal?: AbortSignal | undefined;
}

/** What a server said to one request. */
export interface TufAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

export interface TufRequest extends SignalOption {
  /** Bytes of the body; a longer one is an error. */
  readonly maxBytes: number;
}

/** Options of `createTufClient`. */
export interface TufClientOptions {
  /** The text of the root metadata that the user trusts: where every later one starts from. */
  readonly root: string;
  /** A private folder for what was last verified; made when it is missing. No other client may use it but of the same root. */
  readonly folder: string;
  /**
   * Asks the server for what lies at a path such as `metadata/2.root.json` or `targets/a/b`. What it throws passes
   * unchanged. The path is encoded.
   */
  readonly get: (path: string, request: TufRequest) => Promise<TufAnswer>;
  /** Whether a failure of `get` means that the server is not there: then what was last verified counts. @default none does */
  readonly isDown?: ((failure: unknown) => boolean) | undefined;
  /** The clock. @default the system's */
  readonly now?: (() => Date) | undefined;
}

/** A file that is signed. */
export interface TufTarget {
  readonly path: string;
  /** Bytes. */
  readonly length: number;
  /** In hex, by algorithm; `sha256` or `sha512` is among them. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** One verified state of a repository: all that is read through it belongs together. */
export interface TufView {
  /** When the first of its metadata expires. */
  readonly expires: Date;
  /** When the server was last asked with success. */
  readonly verifiedAt: Date;
  /** Why the server was not asked, when this is what was verified last. */
  readonly staleBecause?: unknown;
  /** The roles to which the top-level targets delegate. */
  readonly delegated: readonly string[];
  /** Those of the targets that are signed, by path. */
  find(paths: readonly string[], options?: SignalOption): Promise<ReadonlyMap<string, TufTarget>>;
  /** The bytes of a target, verified; kept, so that they are there without the server. */
  read(target: TufTarget, request: TufRequest): Promise<Uint8Array>;
}

/** A client of a repository of The Update Framework. */
export interface TufClient {
  /**
   * Verifies what the server has now. What is verified is kept even when a later step fails.
   * @throws TufError; what `get` throws
   */
  refresh(options?: SignalOption): Promise<TufView>;
}
