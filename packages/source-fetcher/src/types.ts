import type { ChecksumAlgorithm, Source } from '@rbee/pkgbuild-parser';
import type { FetchEvent } from './events.js';

/** What a source's bytes must hash to, by algorithm: the digest in hex (`ck` in decimal), or the literal `SKIP`. */
export type Checksums = Partial<Readonly<Record<ChecksumAlgorithm, string>>>;

/** One source and what is expected of it. */
export interface SourceRequest {
  readonly source: Source;
  /** At least one algorithm; all that are given are checked. */
  readonly checksums: Checksums;
  /** Leave the file as it is, even if it is an archive. @default false */
  readonly noExtract?: boolean;
}

/** Options of `fetchSources`. Folders are absolute paths and exist. */
export interface FetchSourcesOptions {
  /** Where the PKGBUILD and its local sources are (`$startdir`). */
  readonly startDir: string;
  /** Where the build will run (`$srcdir`). */
  readonly srcDir: string;
  /** Where downloads and git mirrors are put (`$SRCDEST`). */
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
  /** Called for each event, in order. What it throws ends the call. */
  readonly onEvent?: ((event: FetchEvent) => void) | undefined;
  /** Performs every HTTP request, git's included. @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly limits?: Partial<FetchLimits> | undefined;
}

/** Bounds on hostile sources. */
export interface FetchLimits {
  /** Bytes of one download. @default 17_179_869_184 (16 GiB) */
  readonly downloadBytes: number;
  /** Redirects followed for one request. @default 10 */
  readonly redirects: number;
  /** Milliseconds without a byte before a request is given up. @default 60_000 */
  readonly stallMilliseconds: number;
  /** Bytes one archive may unpack to. @default 68_719_476_736 (64 GiB) */
  readonly unpackedBytes: number;
  /** Entries of one archive. @default 1_000_000 */
  readonly archiveEntries: number;
}

/** A source that is ready in `$srcdir`. */
export interface FetchedSource {
  readonly source: Source;
  /** Its file or folder, in `srcDir`. */
  readonly path: string;
  /** `sha256:` and hex digits; for files. */
  readonly digest?: string;
  /** The commit that was checked out; for git. */
  readonly commit?: string;
  /** How it was verified: `skipped` when every checksum was `SKIP`. */
  readonly verified: 'checksum' | 'skipped';
  /** Whether it was unpacked. */
  readonly extracted: boolean;
}
