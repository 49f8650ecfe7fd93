import { httpGet } from '@rbee/source-fetcher';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import { assetRequest } from './asset-request.js';
import type { GitHubApi } from './github-api.js';
import type { Asset, Release } from './schema.js';

/** The most checksum files of a release that are read. */
const MAX_FILES = 4;

/** The files that may hold a file's checksum, those of its own first. */
function checksumFiles(assets: readonly Asset[], { name }: Asset): Asset[] {
  const own = new Set([`${name}.sha256`, `${name}.sha256sum`, `${name}.sha256.txt`].map(lower));
  const lists =
    /^(?:.*[._-])?(?:sha256sums?|shasums256|checksums?(?:[._-]sha256)?|sha256[._-]checksums?)(?:\.txt|\.sha256)?$/;
  const isOwn = (asset: Asset) => own.has(lower(asset.name));
  return [...assets.filter(isOwn), ...assets.filter((asset) => lists.test(lower(asset.name)))];
}

/**
 * The sha256 digest of a release's file: the one that the API made of it, else that of a checksum file.
 *
 * @throws ProvisionError `CHECKSUM_NOT_PUBLISHED`
 */
export async function publishedDigest(
  api: GitHubApi,
  { release, asset, signal }: { release: Release; asset: Asset; signal: AbortSignal | undefined },
): Promise<string> {
  const own = /^sha256:([0-9a-f]{64})$/i.exec(asset.digest ?? '')?.[1];
  if (own !== undefined) return own.toLowerCase();
  for (const file of checksumFiles(release.assets, asset).slice(0, MAX_FILES)) {
    const { url, fetch } = assetRequest(api, file);
    const answer = await httpGet(url, { fetch, signal });
    const text = answer.status === 200 ? Buffer.from(answer.body).toString('utf8') : '';
    const digest = digestIn(text, {
      name: asset.name,
      isOwn: lower(file.name).startsWith(lower(asset.name)),
    });
    if (digest !== undefined) return digest;
  }
  throw new ProvisionError({
    code: 'CHECKSUM_NOT_PUBLISHED',
    message: `The release publishes no sha256 digest of ${showForeign(asset.name)}.`,
    hint: 'Ask its makers to attach a SHA256SUMS file.',
  });
}

/** The forms of a line: what sha256sum, `sha256sum --tag`, shasum, openssl and release tools write. */
const FORMS: readonly RegExp[] = [
  /^(?:SHA256|SHA2-256|sha256)\s*\((?<name>.+)\)\s*=\s*(?<digest>[0-9a-f]{64})$/i,
  /^\\?(?:sha256[:=])?(?<digest>[0-9a-f]{64})(?:[ \t]+[*?^]?(?<name>\S.*))?$/i,
  /^[*]?(?<name>[^\s:]+)\s*[:=]?\s+(?:sha256[:=])?(?<digest>[0-9a-f]{64})$/i,
];

interface Listed {
  readonly digest: string;
  readonly name?: string | undefined;
}

/**
 * The digest of a file in the text of a checksum file. A name may have folders before it; one that is there twice, with
 * different digests, counts only where it is written without folders.
 */
export function digestIn(
  text: string,
  { name, isOwn }: { readonly name: string; readonly isOwn: boolean },
): string | undefined {
  const listed = text.split(/\r?\n/).flatMap((line) => readLine(line.trim()));
  const exact = listed.filter((entry) => plainName(entry.name) === name);
  const base = listed.filter((entry) => plainName(entry.name)?.split('/').at(-1) === name);
  const alone = isOwn ? listed.filter((entry) => entry.name === undefined) : [];
  for (const candidates of [exact, base, alone]) {
    const digests = new Set(candidates.map(({ digest }) => digest));
    if (digests.size === 1) return [...digests][0];
    if (digests.size > 1) return undefined;
  }
  return undefined;
}

function readLine(line: string): Listed[] {
  for (const form of FORMS) {
    const { digest, name } = form.exec(line)?.groups ?? {};
    if (digest !== undefined) return [{ digest: digest.toLowerCase(), name }];
  }
  return [];
}

function plainName(name: string | undefined): string | undefined {
  return name
    ?.replaceAll('\\', '/')
    .replace(/^\.\//, '')
    .replace(/^["'](.*)["']$/, '$1');
}

function lower(text: string): string {
  return text.toLowerCase();
}
