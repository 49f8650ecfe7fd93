import { GITHUB_API, type GitHubApi } from './github-api.js';
import type { Asset } from './schema.js';

/** How a release's file is asked for. */
export interface AssetRequest {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * With a token a file is asked for at its address in the API, which alone answers for private repositories; the token
 * goes there and, at a redirect, nowhere else.
 */
export function assetRequest({ access, fetch }: GitHubApi, asset: Asset): AssetRequest {
  const { token } = access;
  const api = access.baseUrl ?? GITHUB_API;
  if (token === undefined || asset.url === undefined || originOf(asset.url) !== originOf(api))
    return { url: asset.browser_download_url, fetch };
  const address = asset.url;
  const withToken: typeof globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url !== address) return fetch(input, init);
    const headers = new Headers(init?.headers);
    headers.set('accept', 'application/octet-stream');
    headers.set('authorization', `Bearer ${token}`);
    return fetch(input, { ...init, headers });
  };
  return { url: address, fetch: withToken };
}

function originOf(url: string): string {
  return new URL(url).origin;
}
