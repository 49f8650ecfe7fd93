import { copyFile, mkdir, realpath, stat } from 'node:fs/promises';
import type { ProvisionOptions, VendorSource } from '@rbee/artifact-catalog';
import { parseSource } from '@rbee/pkgbuild-parser';
import { type FetchEvent, fetchSources } from '@rbee/source-fetcher';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import { assetRequest } from '../github/asset-request.js';
import { createGitHubApi, type GitHubApi } from '../github/github-api.js';
import { pickAsset } from '../github/pick-asset.js';
import { publishedDigest } from '../github/published-digest.js';
import type { Asset, Release } from '../github/schema.js';
import { requireOptions } from '../options/check-options.js';
import {
  type GitHubReleaseVendorOptions,
  gitHubVendorOptionsSchema,
} from './github-release-vendor-options.js';
import { inPrivateFolder } from './private-folder.js';

/**
 * A vendor of files attached to GitHub releases. A file is only taken with a sha256 digest that the release publishes:
 * in the API's response, else in a checksum file.
 *
 * @throws ProvisionError `INVALID_OPTIONS`
 * @example const vendor = createGitHubReleaseVendor({ repository: 'owner/tool', releases: { tool: {} }, host });
 */
export function createGitHubReleaseVendor(options: GitHubReleaseVendorOptions): VendorSource<FetchEvent> {
  requireOptions('createGitHubReleaseVendor', gitHubVendorOptionsSchema, options);
  const api = createGitHubApi(options);
  return {
    name: options.name ?? 'github',
    supports: (id) => Object.hasOwn(options.releases, id),
    async download(id, destination, call) {
      const { signal } = call;
      const wanted = { tag: options.releases[id]?.tag, prereleases: options.prereleases };
      const release = await api.release(options.repository, wanted, signal);
      const asset = chooseAsset(release, { id, options });
      const digest = await publishedDigest(api, { release, asset, signal });
      return fetchAsset(asset, { api, digest, destination, call, options });
    },
  };
}

function chooseAsset(
  release: Release,
  { id, options }: { id: string; options: GitHubReleaseVendorOptions },
): Asset {
  const { asset: template, host, libc, repository } = options;
  if (template === undefined) return pickAsset(release, { host, libc: libc ?? 'glibc', repository });
  const values: Record<string, string> = {
    id,
    tag: release.tag_name,
    version: release.tag_name.replace(/^v/, ''),
    os: host.os,
    architecture: host.architecture,
  };
  const wanted = template.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
  const asset = release.assets.find(({ name }) => name === wanted);
  if (asset !== undefined) return asset;
  const names = release.assets.slice(0, 10).map(({ name }) => showForeign(name));
  throw new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `Release ${showForeign(release.tag_name)} of ${repository} has no file ${showForeign(wanted)}.`,
    hint: names.length === 0 ? 'It has no files.' : `It has ${names.join(', ')}.`,
  });
}

interface Download {
  readonly api: GitHubApi;
  readonly digest: string;
  readonly destination: string;
  readonly call: ProvisionOptions<FetchEvent>;
  readonly options: GitHubReleaseVendorOptions;
}

async function fetchAsset(asset: Asset, download: Download): Promise<number> {
  const { api, digest, destination, call, options } = download;
  return inPrivateFolder(destination, async (folder) => {
    const folders = { startDir: `${folder}/start`, srcDir: `${folder}/src`, cacheDir: `${folder}/sources` };
    for (const made of Object.values(folders)) await mkdir(made);
    const { url, fetch } = assetRequest(api, asset);
    const request = {
      source: parseSource(`${asset.name}::${url}`),
      checksums: { sha256: digest },
      noExtract: true,
    };
    const [fetched] = await fetchSources([request], {
      ...folders,
      ...options.sources,
      fetch: url === asset.browser_download_url ? options.fetch : fetch,
      signal: call.signal,
      onEvent: call.onEvent,
    });
    if (fetched === undefined) throw new TypeError('fetchSources returned nothing for one request');
    await copyFile(await realpath(fetched.path), destination);
    return (await stat(destination)).size;
  });
}
