import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isProvisionError } from '../errors.js';
import { KEY_FOLDER, keyFileName } from '../registry/key-files.js';
import type { RecipeFiles } from './local-files.js';
import type { WorkerRecipe } from './read-recipe.js';

/** Keys of one recipe that are asked for. */
const MAX_KEYS = 64;

/**
 * Puts the keys that the registry has of a recipe's `validpgpkeys` beside it. They need no trust of their own: a
 * signature is accepted by the fingerprint that the recipe names. One that is nowhere is missed when it is needed.
 */
export async function fetchRecipeKeys(
  { pkgbuild }: Pick<WorkerRecipe, 'pkgbuild'>,
  files: RecipeFiles,
): Promise<void> {
  const fingerprints = (pkgbuild.arrays.get('validpgpkeys') ?? []).filter(isFingerprint);
  if (fingerprints.length === 0) return;
  const folder = path.join(files.startDir, KEY_FOLDER);
  await mkdir(folder, { recursive: true });
  for (const fingerprint of new Set(fingerprints.slice(0, MAX_KEYS))) {
    const key = await keyOf(fingerprint, files);
    if (key !== undefined) await writeFile(path.join(folder, keyFileName(fingerprint)), key, { flag: 'wx' });
  }
}

/** A registry that does not respond fails nothing: the key may be among those that the caller passed. */
async function keyOf(
  fingerprint: string,
  { registry, worker, signal, onEvent }: RecipeFiles,
): Promise<Uint8Array | undefined> {
  try {
    return await registry.key?.(worker, fingerprint, { signal, onEvent });
  } catch (error) {
    if (!isProvisionError(error)) throw error;
    onEvent?.({ type: 'registry-skipped', origin: registry.origin, reason: error.message });
    return undefined;
  }
}

/** As PKGBUILD(5) wants it: it becomes part of a path and a URL. */
function isFingerprint(text: string): boolean {
  return /^[0-9A-F]{40}$/.test(text);
}
