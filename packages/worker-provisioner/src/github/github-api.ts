import { createFetch } from '@rbee/source-fetcher';
import type { SourceOptions } from '../options/source-options.js';
import { askApi } from './ask-api.js';
import { findRelease, type WantedRelease } from './find-release.js';
import { Reference, type Release } from './schema.js';

/** The address of GitHub's public API. */
export const GITHUB_API = 'https://api.github.com';

/** Tags that name a tag are followed so often. */
const MAX_TAGS = 4;

/** Where the API is, and how it is asked. */
export interface GitHubAccess {
  /** @default 'https://api.github.com' */
  readonly baseUrl?: string | undefined;
  /** Sent to the origin of `baseUrl` alone. @default none */
  readonly token?: string | undefined;
  /** Performs the requests; no proxy or extra certificate then. @default one with the settings of `sources` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly sources?: SourceOptions | undefined;
}

/** The part of GitHub's API that releases need. */
export interface GitHubApi {
  readonly access: GitHubAccess;
  /** Performs requests with the proxy and the certificates. */
  readonly fetch: typeof globalThis.fetch;
  /** @throws ProvisionError `WORKER_NOT_FOUND`, `RATE_LIMITED`, `ACCESS_REFUSED`, `REGISTRY_STATUS`, `REGISTRY_INVALID` */
  release(repository: string, wanted: WantedRelease, signal?: AbortSignal): Promise<Release>;
  /** The commit that a tag is at. @throws as `release` */
  commitOf(repository: string, tag: string, signal?: AbortSignal): Promise<string>;
}

/** A client of GitHub's API. Nothing is asked before a method is called. */
export function createGitHubApi(access: GitHubAccess): GitHubApi {
  const fetch = access.fetch ?? createFetch(access.sources ?? {});
  const base = (access.baseUrl ?? GITHUB_API).replace(/\/*$/, '');
  const asking = { base, fetch, token: access.token };
  return {
    access,
    fetch,
    release: (repository, wanted, signal) => findRelease(asking, wanted, { repository, signal }),
    async commitOf(repository, tag, signal) {
      const ask = (path: string) => askApi(asking, { repository, path, schema: Reference, signal });
      let { object } = await ask(`git/ref/tags/${encodeURIComponent(tag)}`);
      for (let depth = 0; object.type === 'tag' && depth < MAX_TAGS; depth += 1)
        ({ object } = await ask(`git/tags/${object.sha}`));
      return object.sha;
    },
  };
}
