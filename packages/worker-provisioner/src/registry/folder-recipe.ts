import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { joinInside, realPathInside } from '@rbee-internal/contained-path';
import { readRegularFile } from '@rbee-internal/system/files';
import { ProvisionError } from '../errors.js';
import { requireOptions } from '../options/check-options.js';
import type { OpenRecipeOptions } from './open-recipe-options.js';
import { openRecipeOptionsSchema } from './open-recipe-options.js';
import { openRecipe, type RecipePlace } from './single-recipe.js';
import type { SingleRecipeRegistry } from './worker-registry.js';

/**
 * Opens a folder with a PKGBUILD directly in it as a registry of one worker.
 *
 * @param folder an absolute path
 * @throws ProvisionError `RECIPE_NOT_FOUND`, `PKGBUILD_INVALID`, `REGISTRY_INVALID`
 * @example const recipe = await openFolderRecipe('/srv/tool', { architecture: 'x86_64' });
 */
export async function openFolderRecipe(
  folder: string,
  options: OpenRecipeOptions,
): Promise<SingleRecipeRegistry> {
  requireOptions('openFolderRecipe', openRecipeOptionsSchema, options);
  return openRecipe(
    {
      origin: path.resolve(folder),
      localSources: 'files',
      read: (name, how) => readBeside(folder, name, how),
    },
    options,
  );
}

type ReadOptions = Parameters<RecipePlace['read']>[1];

async function readBeside(
  folder: string,
  name: string,
  options: ReadOptions,
): Promise<Uint8Array | undefined> {
  options.signal?.throwIfAborted();
  const file = joinInside(folder, name);
  if (file === undefined) return undefined;
  try {
    const real = await realPathInside(folder, file);
    return real === undefined ? undefined : await readFile(real, options);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Only a regular file is read. */
async function readFile(file: string, { signal, maxBytes }: ReadOptions): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readRegularFile(file, { maxBytes });
    signal?.throwIfAborted();
    return bytes;
  } catch (error) {
    if (isSystemError(error, 'EFTYPE', 'ELOOP')) return undefined;
    throw isSystemError(error, 'EFBIG') ? tooLarge(file, maxBytes) : error;
  }
}

function tooLarge(file: string, maxBytes: number): ProvisionError {
  return new ProvisionError({
    code: 'RECIPE_NOT_FOUND',
    message: `${file} has more than ${maxBytes} bytes, which is the most for a recipe's file.`,
    hint: 'Let the recipe fetch large files by a URL.',
  });
}
