import type { Behave } from './file-server.js';

/** A repository of a fake hub. */
export interface FakeRepository {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Whether terms must be accepted; `accepted` names the tokens of those who did. @default false */
  readonly gated?: { readonly accepted: readonly string[] };
  /** Tokens that see it at all. @default everyone */
  readonly visibleTo?: readonly string[];
  readonly license?: string;
  /** Further branches and tags, each with its files; `main` has `files`. @default none */
  readonly revisions?: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>;
}

export interface FakeHubOptions {
  /** By `owner/name`. */
  readonly repositories: Readonly<Record<string, FakeRepository>>;
  /** Old names and what each is called now: requests for them are redirected, relatively. @default none */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Entries of a page of a listing. @default 1000 */
  readonly pageSize?: number;
  /** What the hub does in place of sending what was asked for. */
  readonly behave?: Behave;
  /** What the CDN does, likewise. */
  readonly behaveCdn?: Behave;
}
