import { copyFile, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ProvisionOptions, VendorSource } from '@rbee/artifact-catalog';
import { parseSource } from '@rbee/pkgbuild-parser';
import { createFetch, type FetchEvent, fetchSources, type HttpAnswer, httpGet } from '@rbee/source-fetcher';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { ProvisionError } from '../errors.js';
import { requireOptions } from '../options/check-options.js';
import {
  type GitHubReleaseVendorOptions,
  gitHubVendorOptionsSchema,
} from './github-release-vendor-options.js';
import { inPrivateFolder } from './private-folder.js';

const DEFAULT_BASE_URL = 'https://api.github.com';

/** Files of a release that hold its checksums, in order of preference; `{asset}` is the asset's name. */
const CHECKSUM_FILES = ['{asset}.sha256', 'SHA256SUMS', 'sha256sums.txt', 'checksums.txt'];

/**
 * A vendor of files attached to GitHub releases. A file is only taken with a sha256 digest that the release publishes:
 * in a checksum file, else in the API's response.
 *
 * @throws ProvisionError `INVALID_OPTIONS`
 * @example const vendor = createGitHubReleaseVendor({ repository: 'owner/tool', releases: { tool: {} }, asset: '{id}-{os}', host });
 */
export function createGitHubReleaseVendor(options: GitHubReleaseVendorOptions): VendorSource<FetchEvent> {
  requireOptions('createGitHubReleaseVendor', gitHubVendorOptionsSchema, options);
  const base = (options.baseUrl ?? DEFAULT_BASE_URL).replace(/\/*$/, '');
  const ask = options.fetch ?? createFetch(options.sources ?? {});
  return {
    name: options.name ?? 'github',
    supports: (id) => Object.hasOwn(options.releases, id),
    async download(id, destination, call) {
      const release = await readRelease(`${base}/repos/${options.repository}/releases/`, {
        id,
        options,
        call,
        ask,
      });
      const asset = chooseAsset(release, { id, options });
      const digest = await readDigest(release, asset, { options, call, ask });
      return fetchAsset(asset, { digest, destination, call, options, ask });
    },
  };
}

const Asset = z.object({
  name: z.string().regex(/^[^/\\\p{Cc}]{1,200}$/u),
  browser_download_url: z.url({ protocol: /^https?$/ }),
  digest: z.string().nullish(),
});
type Asset = z.infer<typeof Asset>;

const Release = z.object({ tag_name: z.string(), assets: z.array(Asset).max(1_000) });
type Release = z.infer<typeof Release>;

interface Request {
  readonly options: GitHubReleaseVendorOptions;
  readonly call: ProvisionOptions<FetchEvent>;
  /** Makes the requests to the API. */
  readonly ask: typeof globalThis.fetch;
}

async function readRelease(
  base: string,
  { id, options, call, ask }: Request & { readonly id: string },
): Promise<Release> {
  const tag = options.releases[id]?.tag;
  const url = base + (tag === undefined ? 'latest' : `tags/${encodeURIComponent(tag)}`);
  const answer = await httpGet(url, {
    fetch: ask,
    signal: call.signal,
    accept: 'application/vnd.github+json',
    maxBytes: 4 * 1024 * 1024,
    headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
  });
  if (answer.status !== 200) throw releaseRefused(answer, options);
  const release = Release.safeParse(parseJson(answer));
  if (release.success) return release.data;
  throw new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `${redactUrl(url)} does not describe a release: ${showForeign(z.prettifyError(release.error))}`,
  });
}

function parseJson({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Not JSON is not a release: the schema says so.
    return undefined;
  }
}

function releaseRefused(
  { status, headers, url }: HttpAnswer,
  { repository, token }: GitHubReleaseVendorOptions,
): ProvisionError {
  const shown = redactUrl(url);
  const isLimited = status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
  if (isLimited) {
    return new ProvisionError({
      code: 'RATE_LIMITED',
      message: `${shown} answers no more requests from here ${untilReset(headers)}.`,
      hint: token === undefined ? 'Wait, or pass a token: its limit is higher.' : 'Wait until then.',
    });
  }
  if (status === 404) {
    return new ProvisionError({
      code: 'WORKER_NOT_FOUND',
      message: `${repository} has no such release: ${shown} answered 404.`,
      hint: 'Check the repository and the tag; a private repository needs a token.',
    });
  }
  return new ProvisionError({ code: 'REGISTRY_STATUS', message: `${shown} answered ${status}.` });
}

function untilReset(headers: Headers): string {
  const reset = Number(headers.get('x-ratelimit-reset'));
  const retryAfter = Number(headers.get('retry-after'));
  if (reset > 0 && reset < 1e11) return `until ${new Date(reset * 1000).toISOString()}`;
  return retryAfter > 0 ? `for ${retryAfter} s` : 'for a while';
}

function chooseAsset(
  release: Release,
  { id, options }: { id: string; options: GitHubReleaseVendorOptions },
): Asset {
  const values: Record<string, string> = {
    id,
    tag: release.tag_name,
    version: release.tag_name.replace(/^v/, ''),
    os: options.host.os,
    architecture: options.host.architecture,
  };
  const wanted = options.asset.replace(
    /\{(\w+)\}/g,
    (placeholder, name: string) => values[name] ?? placeholder,
  );
  const asset = release.assets.find(({ name }) => name === wanted);
  if (asset !== undefined) return asset;
  const names = release.assets.slice(0, 10).map(({ name }) => showForeign(name));
  throw new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `Release ${showForeign(release.tag_name)} of ${options.repository} has no file ${showForeign(wanted)}.`,
    hint: names.length === 0 ? 'It has no files.' : `It has ${names.join(', ')}.`,
  });
}

/** @throws ProvisionError `CHECKSUM_NOT_PUBLISHED` */
async function readDigest({ assets }: Release, asset: Asset, { call, ask }: Request): Promise<string> {
  for (const pattern of CHECKSUM_FILES) {
    const file = assets.find(({ name }) => name === pattern.replace('{asset}', asset.name));
    if (file === undefined) continue;
    const answer = await httpGet(file.browser_download_url, { fetch: ask, signal: call.signal });
    const digest =
      answer.status === 200 ? findDigest(Buffer.from(answer.body).toString('utf8'), asset.name) : undefined;
    if (digest !== undefined) return digest;
  }
  const published = /^sha256:([0-9a-f]{64})$/.exec(asset.digest ?? '')?.[1];
  if (published !== undefined) return published;
  throw new ProvisionError({
    code: 'CHECKSUM_NOT_PUBLISHED',
    message: `The release publishes no sha256 digest of ${showForeign(asset.name)}.`,
    hint: 'Ask its makers to attach a SHA256SUMS file.',
  });
}

/** Reads what sha256sum writes: `digest  name` or `digest *name` a line, or a digest alone. */
function findDigest(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    const [, digest, file] = /^([0-9a-fA-F]{64})(?:[ \t]+\*?(.+))?\r?$/.exec(line) ?? [];
    if (digest !== undefined && (file === undefined || path.posix.basename(file.trim()) === name)) {
      return digest.toLowerCase();
    }
  }
  return undefined;
}

interface Download extends Request {
  readonly digest: string;
  readonly destination: string;
}

async function fetchAsset(asset: Asset, { digest, destination, call, options }: Download): Promise<number> {
  return inPrivateFolder(destination, async (folder) => {
    const folders = { startDir: `${folder}/start`, srcDir: `${folder}/src`, cacheDir: `${folder}/sources` };
    for (const made of Object.values(folders)) await mkdir(made);
    const request = {
      source: parseSource(`${asset.name}::${asset.browser_download_url}`),
      checksums: { sha256: digest },
      noExtract: true,
    };
    const [fetched] = await fetchSources([request], {
      ...folders,
      ...options.sources,
      fetch: options.fetch,
      signal: call.signal,
      onEvent: call.onEvent,
    });
    if (fetched === undefined) throw new TypeError('fetchSources returned nothing for one request');
    await copyFile(await realpath(fetched.path), destination);
    return (await stat(destination)).size;
  });
}
