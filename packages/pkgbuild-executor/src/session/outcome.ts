/** Something that the driver reports; `driver.ts` lists the kinds. */
export interface Fact {
  readonly kind: string;
  readonly name: string;
  readonly value: string;
}

/** The driver's reply to a request. */
export interface Reply {
  /** The function's or file's status; `missing` when there is no such function. */
  readonly status: number | 'missing';
  /** `$pkgver` as it is now. */
  readonly pkgver: string;
  /** Processor time of bash and its ended children since bash began. */
  readonly cpuMilliseconds: number;
  readonly facts: readonly Fact[];
}

/** The command that ended a function, as bash reports it. All of it is the recipe's text. */
export interface FailedCommand {
  readonly line: string;
  readonly command: string;
  readonly file: string;
}

/** The outcome of a request: the driver's reply, or its end. */
export type Outcome =
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'killed'; readonly signal: NodeJS.Signals };
