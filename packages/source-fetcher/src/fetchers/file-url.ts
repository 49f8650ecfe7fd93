import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isSystemError } from '@rbee-internal/coded-error';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { digestFile, verifyDigests } from '../integrity/integrity.js';
import type { SourceRequest } from '../types.js';
import type { FetchContext, FetchedContent } from './fetcher.js';

/** A file of this machine that is named by an absolute `file://` URL; it is used where it is. */
export async function fetchFileUrl(request: SourceRequest, context: FetchContext): Promise<FetchedContent> {
  const file = parseFileUrl(request.source.url);
  await assertRegularFile(file, request);
  const digests = await digestFile(file, { checksums: request.checksums, signal: context.signal });
  return { type: 'file', path: file, sha256: digests.sha256, verified: verifyDigests(request, digests) };
}

/** @throws SourceFetchError `INVALID_SOURCE` */
export function parseFileUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new SourceFetchError({
      code: 'INVALID_SOURCE',
      message: `'${redactUrl(url)}' names no file of this machine.`,
      hint: 'Write it as file:///path.',
      cause: error,
    });
  }
}

async function assertRegularFile(file: string, { source }: SourceRequest): Promise<void> {
  try {
    if ((await stat(file)).isFile()) return;
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
  throw new SourceFetchError({
    code: 'LOCAL_SOURCE_MISSING',
    message: `The source '${showForeign(source.name)}' is to be the file '${showForeign(file)}', but there is none.`,
  });
}
