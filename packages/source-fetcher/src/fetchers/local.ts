import { stat } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { joinInside, realPathInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { digestFile, verifyDigests } from '../integrity/integrity.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

/** A file beside the recipe, found by its base name as makepkg does. */
export async function fetchLocal(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const file = await requireLocalFile(request.source.name, context.startDir);
  const digests = await digestFile(file, { checksums: request.checksums, signal: context.signal });
  return { type: 'file', path: file, sha256: digests.sha256, verified: verifyDigests(request, digests) };
}

async function requireLocalFile(name: string, startDir: string): Promise<string> {
  const file = joinInside(startDir, name);
  if (file === undefined) throw missing(name, 'its name leads elsewhere');
  try {
    if ((await realPathInside(startDir, file)) === undefined)
      throw missing(name, 'it is a link to elsewhere');
    if (!(await stat(file)).isFile()) throw missing(name, 'it is not a regular file');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) throw error;
    throw missing(name, 'there is none', error);
  }
  return file;
}

function missing(name: string, why: string, cause?: unknown): SourceFetchError {
  return new SourceFetchError({
    code: 'LOCAL_SOURCE_MISSING',
    message: `The local source '${showForeign(name)}' was expected as a file beside the PKGBUILD, but ${why}.`,
    hint: 'Put the file beside the PKGBUILD, or name a URL.',
    cause,
  });
}
