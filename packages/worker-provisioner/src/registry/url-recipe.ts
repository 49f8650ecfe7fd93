import { isSourceFetchError } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import { isLoopback } from '../license/origins.js';
import { requireOptions } from '../options/check-options.js';
import { defaultFetch } from './default-fetch.js';
import { deadlineFor, getWithin, isTooSlow } from './get-document.js';
import type { OpenUrlRecipeOptions } from './open-recipe-options.js';
import { openRecipeOptionsSchema } from './open-recipe-options.js';
import { openRecipe, type RecipePlace } from './single-recipe.js';
import type { SingleRecipeRegistry } from './worker-registry.js';

/**
 * Opens a URL as a registry of one worker: the URL of a PKGBUILD, or of the folder that has it.
 *
 * @throws ProvisionError `RECIPE_NOT_FOUND`, `PKGBUILD_INVALID`, `REGISTRY_INVALID`, `REGISTRY_UNREACHABLE`, `REGISTRY_STATUS`
 * @example const recipe = await openUrlRecipe('https://example.org/tool/', { architecture: 'x86_64' });
 */
export async function openUrlRecipe(
  url: string,
  options: OpenUrlRecipeOptions,
): Promise<SingleRecipeRegistry> {
  requireOptions('openUrlRecipe', openRecipeOptionsSchema, options);
  const base = folderUrl(url);
  const origin = redactUrl(base.href);
  return openRecipe(
    {
      origin,
      localSources: isLoopback(base.hostname) ? 'servers' : 'none',
      read: (name, how) => readBelow(base, name, { ...how, fetch: options.fetch ?? defaultFetch }),
    },
    options,
  );
}

function folderUrl(url: string): URL {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ProvisionError({
      code: 'RECIPE_NOT_FOUND',
      message: `${JSON.stringify(redactUrl(url))} is not an http or https URL.`,
      hint: 'Give the URL of a PKGBUILD, or of the folder that has it.',
    });
  }
  return new URL(url.replace(/\/PKGBUILD$/, '/').replace(/\/*$/, '/'));
}

type ReadOptions = Parameters<RecipePlace['read']>[1] & Pick<OpenUrlRecipeOptions, 'fetch'>;

async function readBelow(base: URL, name: string, options: ReadOptions): Promise<Uint8Array | undefined> {
  const target = new URL(name.split('/').map(encodeURIComponent).join('/'), base);
  const answer = await getWithin(deadlineFor(options.maxBytes), target.href, options).catch(
    (error: unknown) => {
      throw isSourceFetchError(error) || isTooSlow(error) ? unreadable(target, error) : error;
    },
  );
  if (answer.status === 404) return undefined;
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new ProvisionError({
    code: 'REGISTRY_STATUS',
    message: `${redactUrl(target.href)} answered ${answer.status}.`,
  });
}

function unreadable(target: URL, cause: Error): ProvisionError {
  return new ProvisionError({
    code: 'REGISTRY_UNREACHABLE',
    message: `${redactUrl(target.href)} could not be read: ${cause.message}`,
    hint: 'Check the URL and the network.',
    cause,
  });
}
