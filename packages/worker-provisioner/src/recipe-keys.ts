import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildJob } from './build-worker.js';
import { isProvisionError } from './errors.js';

/** Where a recipe keeps the keys of its `validpgpkeys`, as Arch's own packages do; seen from the PKGBUILD. */
export const KEY_FOLDER = 'keys/pgp';
/** A key with many signatures on it has some hundred KiB. */
export const MAX_KEY_BYTES = 4 * 1024 * 1024;
/** Keys of one recipe that are asked for. */
const MAX_KEYS = 64;

export function keyFileName(fingerprint: string): string {
  return `${fingerprint}.asc`;
}

/**
 * Puts the keys that the registry has of a recipe's `validpgpkeys` beside it. They need no trust of their own: a
 * signature counts by the fingerprint that the recipe names. One that is nowhere is missed when it is needed.
 */
export async function fetchRecipeKeys(job: BuildJob, startDir: string): Promise<void> {
  const { context, recipe } = job;
  const fingerprints = (recipe.pkgbuild.arrays.get('validpgpkeys') ?? []).filter(isFingerprint);
  if (fingerprints.length === 0 || context.sources?.signatures === 'skip') return;
  const folder = path.join(startDir, KEY_FOLDER);
  await mkdir(folder, { recursive: true });
  for (const fingerprint of new Set(fingerprints.slice(0, MAX_KEYS))) {
    const key = await keyOf(fingerprint, job);
    if (key !== undefined) await writeFile(path.join(folder, keyFileName(fingerprint)), key, { flag: 'wx' });
  }
}

/** A registry that does not answer fails nothing: the key may be among those that were handed in. */
async function keyOf(
  fingerprint: string,
  { request: { registry, signal }, report, worker }: BuildJob,
): Promise<Uint8Array | undefined> {
  try {
    return await registry.key?.(worker, fingerprint, { signal, onEvent: report.tell });
  } catch (error) {
    if (!isProvisionError(error)) throw error;
    report.tell({ type: 'registry-skipped', origin: registry.origin, reason: error.message });
    return undefined;
  }
}

/** As PKGBUILD(5) wants it: it becomes part of a path and a URL. */
function isFingerprint(text: string): boolean {
  return /^[0-9A-F]{40}$/.test(text);
}
