import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { type Compression, isSingleFileExtension } from './compression/compression.js';
import { unpackAr } from './formats/ar.js';
import { unpackWithBsdtar } from './formats/bsdtar.js';
import { unpackCpio } from './formats/cpio.js';
import { unpackSingleFile } from './formats/single-file.js';
import { unpackTar } from './formats/tar.js';
import { type OpenContent, openContent } from './open-content.js';
import type { UnpackContext } from './unpack-context.js';

/**
 * Unpacks a file into `srcDir` when its content, not its name, says that it is an archive or a compressed
 * file, and returns whether it did. Any other file is left alone.
 * @throws SourceFetchError `ARCHIVE_…`, `LIMIT`
 */
export async function unpackFile(file: string, name: string, context: UnpackContext): Promise<boolean> {
  const content = await openContent({ file, name }, context);
  try {
    return await unpackContent({ file, name, content }, context);
  } finally {
    await content.close();
  }
}

interface OpenFile {
  readonly file: string;
  readonly name: string;
  readonly content: OpenContent;
}

async function unpackContent(
  { file, name, content: { format, bytes } }: OpenFile,
  context: UnpackContext,
): Promise<boolean> {
  switch (format.type) {
    case 'tar':
      await unpackTar(bytes, name, context);
      return true;
    case 'zip':
      // Loaded only where it is needed, as every library is that few recipes need.
      await (await import('./formats/zip.js')).unpackZip({ file, name }, context);
      return true;
    case 'ar':
      await unpackAr(bytes, name, context);
      return true;
    case 'cpio':
      await unpackCpio(bytes, name, context);
      return true;
    case 'other':
      await unpackWithBsdtar({ file, name, format: format.name, isCpio: format.isCpio }, context);
      return true;
    case 'compressed':
      return unpackCompressed(bytes, { name, compression: format.compression }, context);
    case 'refused':
      throw refusedError(name, format.name);
    case 'plain':
      return false;
    default:
      return format satisfies never;
  }
}

interface Single {
  readonly name: string;
  readonly compression: Compression;
}

/** makepkg decompresses a single file only when its extension says so. */
async function unpackCompressed(
  bytes: AsyncIterable<Buffer>,
  { name, compression }: Single,
  context: UnpackContext,
): Promise<boolean> {
  const { name: outputName, ext } = path.parse(name);
  if (!isSingleFileExtension(compression, ext)) return false;
  await unpackSingleFile(bytes, outputName, context);
  return true;
}

function refusedError(name: string, format: string): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_UNSUPPORTED',
    message: `'${showForeign(name)}' is ${format}, which is not unpacked: it may name files of this machine.`,
    hint: `Add noextract=('${showForeign(name)}') to the PKGBUILD.`,
  });
}
