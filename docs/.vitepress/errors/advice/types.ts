/** What a page says of a code beside its docstring. */
export interface Advice {
  /** What usually leads to it. */
  readonly why: string;
  /** What the reader can do. */
  readonly todo: string;
}

/** By code. One code means the same wherever it occurs, so one advice serves all packages that have it. */
export type AdviceByCode = Readonly<Record<string, Advice>>;
