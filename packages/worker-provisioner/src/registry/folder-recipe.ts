import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { joinInside, realPathInside } from '@rbee-internal/contained-path';
import { ProvisionError } from '../errors.js';
import type { SingleRecipeRegistry } from '../types.js';
import { type OpenRecipeOptions, openRecipe, type RecipePlace } from './single-recipe.js';

/**
 * Opens a folder with a PKGBUILD directly in it as a registry of one worker.
 *
 * @param folder an absolute path
 * @throws ProvisionError `RECIPE_NOT_FOUND`, `PKGBUILD_INVALID`, `REGISTRY_INVALID`
 */
export function openFolderRecipe(folder: string, options: OpenRecipeOptions): Promise<SingleRecipeRegistry> {
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
    return real === undefined ? undefined : await readRegularFile(real, options);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Opened without following a last link and without waiting for a pipe's writer; only a regular file is read. */
async function readRegularFile(
  file: string,
  { signal, maxBytes }: ReadOptions,
): Promise<Uint8Array | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) return undefined;
    if (facts.size > maxBytes) throw tooLarge(file, facts.size, maxBytes);
    return await handle.readFile({ signal });
  } finally {
    await handle.close();
  }
}

function tooLarge(file: string, size: number, maxBytes: number): ProvisionError {
  return new ProvisionError({
    code: 'RECIPE_NOT_FOUND',
    message: `${file} has ${size} bytes; a recipe's file may have ${maxBytes}.`,
  });
}
