import type { PromiseFsClient } from 'isomorphic-git';
import { createJailedFs } from './jailed-fs.js';

/** What isomorphic-git's functions take to find a repository. */
export interface EmbeddedAccess {
  readonly fs: PromiseFsClient;
  readonly gitdir: string;
  readonly cache: object;
}

/** Access to a repository that can reach nothing outside it, and nothing at all once it is cancelled. */
export function accessTo(gitdir: string, signal: AbortSignal): EmbeddedAccess {
  return { fs: createJailedFs(gitdir, signal), gitdir, cache: {} };
}
