import type { CacheLayout } from '../cache/layout.js';
import type { Use } from '../cache/uses.js';
import type { Network } from '../http/network.js';
import type { ResolvedOptions } from '../options.js';
import type { SourceRequest } from '../types.js';

/** What a fetcher works with: the call's options and what was opened for it. */
export interface FetchContext extends ResolvedOptions {
  /** A private folder inside `srcDir` that is removed at the end. */
  readonly stagingDir: string;
  readonly network: Network;
  readonly cache: CacheLayout;
  /** Keeps cached files from being pruned. */
  readonly use: Use;
}

/** A verified source that is not in its place yet. */
export type FetchedContent =
  /** A file outside `srcDir`, to be copied into it. */
  | {
      readonly type: 'file';
      readonly path: string;
      readonly sha256: string;
      readonly verified: 'checksum' | 'skipped';
    }
  /** A folder below the staging folder, to be moved into `srcDir`. */
  | {
      readonly type: 'tree';
      readonly path: string;
      readonly commit: string;
      readonly signedBy?: string | undefined;
      readonly verified: 'checksum' | 'skipped';
    };

/** Gets one kind of source, verified. It rejects with the signal's reason and leaves nothing half done. */
export type Fetcher = (request: SourceRequest, context: FetchContext) => Promise<FetchedContent>;
