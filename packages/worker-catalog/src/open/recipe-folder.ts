import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkerCatalogError } from '../errors.js';

/**
 * The folder of a recipe that is on this machine: its path, that of its PKGBUILD, or the `file:` URL of either.
 *
 * @throws WorkerCatalogError `INVALID_OPTIONS` for what does not name a path of this machine
 */
export function recipeFolder(location: string): string {
  const named = path.resolve(/^file:/i.test(location) ? pathOfUrl(location) : location);
  if (named.includes('\0')) throw notAPath(location);
  return path.basename(named) === 'PKGBUILD' ? path.dirname(named) : named;
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw notAPath(url, cause);
  }
}

function notAPath(location: string, cause?: unknown): WorkerCatalogError {
  return new WorkerCatalogError({
    code: 'INVALID_OPTIONS',
    message: `${JSON.stringify(location)} does not name a path of this machine.`,
    hint: 'Give file:///path/to/folder, or the path itself.',
    cause,
  });
}
