import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { FetchContext } from '../fetchers/fetcher.js';
import { detectFormat } from './detect-format.js';
import { unpackGzip } from './gzip.js';
import { unpackTar } from './tar.js';

/**
 * Unpacks a file into `srcDir` when its content, not its name, says that it is an archive or a compressed
 * file, and answers whether it did. Any other file is left alone.
 * @throws SourceFetchError `ARCHIVE_UNSUPPORTED`, `ARCHIVE_UNSAFE`, `ARCHIVE_DAMAGED`, `LIMIT`
 */
export async function unpackFile(file: string, name: string, context: FetchContext): Promise<boolean> {
  const format = await detectFormat(file);
  switch (format.type) {
    case 'tar':
      await unpackTar({ file, name, isCompressed: format.isCompressed }, context);
      return true;
    case 'gzip':
      return unpackSingleGzip(file, name, context);
    case 'unsupported':
      throw unsupportedError(name, format.name);
    case 'plain':
      return false;
    default:
      return format satisfies never;
  }
}

/** makepkg decompresses a single file only when its extension says so. */
async function unpackSingleGzip(file: string, name: string, context: FetchContext): Promise<boolean> {
  const { name: outputName, ext } = path.parse(name);
  if (!['.gz', '.z', '.Z'].includes(ext)) return false;
  await unpackGzip({ file, name, isCompressed: true }, outputName, context);
  return true;
}

function unsupportedError(name: string, format: string): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_UNSUPPORTED',
    message: `'${showForeign(name)}' is ${format}, but only tar, tar with gzip, and gzip can be unpacked.`,
    hint: `Add noextract=('${showForeign(name)}') to the PKGBUILD and unpack it in package().`,
  });
}
