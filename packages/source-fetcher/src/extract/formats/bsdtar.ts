import { showForeign } from '@rbee-internal/redact-url';
import { findProgram } from '@rbee-internal/system/process';
import { isSourceFetchError, SourceFetchError } from '../../errors.js';
import { streamProgram } from '../../programs/run-program.js';
import { bounded } from '../bounded.js';
import { damagedError } from '../compression/decompress.js';
import type { UnpackContext } from '../unpack-context.js';
import { unpackCpio } from './cpio.js';
import { unpackTar } from './tar.js';

export interface OtherArchive {
  readonly file: string;
  /** The source's name, for messages. */
  readonly name: string;
  /** What it is, for messages. */
  readonly format: string;
  /** Whether it holds a cpio archive. */
  readonly isCpio: boolean;
}

/**
 * Unpacks what only libarchive reads. The program writes nothing to disk: it turns the archive into a tar or
 * cpio, which is unpacked by the same rules as any other.
 * @throws SourceFetchError `ARCHIVE_UNSUPPORTED` when bsdtar is not installed
 */
export async function unpackWithBsdtar(archive: OtherArchive, context: UnpackContext): Promise<void> {
  const program = await findProgram('bsdtar', context.env);
  if (program === undefined) throw missingError(archive);
  const bytes = bounded(convert(program, archive, context), archive, context);
  if (archive.isCpio) await unpackCpio(bytes, archive.name, context);
  else await unpackTar(bytes, archive.name, context);
}

async function* convert(
  program: string,
  { file, name, isCpio }: OtherArchive,
  { env, signal }: UnpackContext,
): AsyncGenerator<Buffer, void> {
  const format = isCpio ? 'newc' : 'pax';
  const utf8 = { ...env, LC_ALL: 'C.UTF-8' };
  try {
    yield* streamProgram(program, ['-c', '-f', '-', `--format=${format}`, `@${file}`], { env: utf8, signal });
  } catch (error) {
    if (isSourceFetchError(error) && error.code === 'PROGRAM_FAILED') throw damagedError(name, error);
    throw error;
  }
}

function missingError({ name, format }: OtherArchive): SourceFetchError {
  const shown = showForeign(name);
  return new SourceFetchError({
    code: 'ARCHIVE_UNSUPPORTED',
    message: `'${shown}' is ${format}, and the program 'bsdtar' that unpacks it is not installed.`,
    hint: `Install bsdtar (libarchive), or add noextract=('${shown}') to the PKGBUILD and unpack it in package().`,
  });
}
