import type { CallOptions } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import { showForeign } from '@rbee-internal/redact-url';
import type { ReleaseAsset, WorkerMetadata, WorkerRelease } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import type { GitHubApi } from '../github/github-api.js';
import { publishedDigest } from '../github/published-digest.js';
import type { Asset, Release } from '../github/schema.js';
import type { ChosenRelease } from './chosen-release.js';
import { type ReleaseFile, releaseRecipe } from './release-recipe.js';

/** Which file of which release. */
export interface WantedFile extends CallOptions {
  readonly worker: WorkerMetadata;
  readonly entry: WorkerRelease;
  readonly wanted: ReleaseAsset;
  readonly host: Host;
}

/**
 * Asks for a worker's release, and makes the recipe that packages it.
 *
 * @throws ProvisionError as GitHub's API does; `CHECKSUM_NOT_PUBLISHED`
 */
export async function readRelease(
  api: GitHubApi,
  { worker, entry, wanted, host, signal }: WantedFile,
): Promise<{ readonly release: ChosenRelease; readonly pkgbuildText: string }> {
  const { repository, program } = entry;
  const release = await api.release(repository, entry, signal);
  const { tag_name: tag, prerelease } = release;
  const commit = await api.commitOf(repository, tag, signal);
  const filled = (name: string) =>
    name
      .replaceAll('{tag}', tag)
      .replaceAll('{version}', tag.replace(/^v/, ''))
      .replaceAll('{commit}', commit.slice(0, 7));
  const main = requireAsset(release, filled(wanted.name), repository);
  const beside = (wanted.with ?? []).map((name) => requireAsset(release, filled(name), repository));
  const fileOf = async (asset: Asset): Promise<ReleaseFile> => {
    const sha256 = await publishedDigest(api, { release, asset, signal });
    return { name: asset.name, url: asset.browser_download_url, sha256 };
  };
  const files: [ReleaseFile, ...ReleaseFile[]] = [await fileOf(main)];
  for (const asset of beside) files.push(await fileOf(asset));
  const bytes = sumOf([main, ...beside]);
  return {
    release: {
      ...{ repository, tag, commit, asset: main.name, prerelease },
      ...(bytes !== undefined && { bytes }),
    },
    pkgbuildText: releaseRecipe(worker, {
      ...{ repository, tag, commit, program, files, architecture: host.architecture },
    }),
  };
}

function sumOf(assets: readonly Asset[]): number | undefined {
  let sum = 0;
  for (const { size } of assets) {
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}

function requireAsset({ assets, tag_name }: Release, name: string, repository: string): Asset {
  const asset = assets.find((candidate) => candidate.name === name);
  if (asset !== undefined) return asset;
  const names = assets.slice(0, 10).map((candidate) => showForeign(candidate.name));
  throw new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `Release ${showForeign(tag_name)} of ${repository} has no file ${showForeign(name)}.`,
    hint: names.length === 0 ? 'It has no files.' : `It has ${names.join(', ')}.`,
  });
}
