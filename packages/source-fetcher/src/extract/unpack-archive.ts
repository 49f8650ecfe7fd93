import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import { DEFAULT_FETCH_LIMITS } from '../options.js';
import type { FetchLimits } from '../types.js';
import { unpackFile } from './unpack-file.js';

/** Options of {@link unpackArchive}. Folders are absolute paths and exist, on one file system. */
export interface UnpackArchiveOptions {
  /** Where the entries go; folders that are there are joined, files replaced. */
  readonly into: string;
  /** Where it is unpacked first; nothing stays there. */
  readonly workDir: string;
  /** How the archive is called in messages. @default its file name */
  readonly name?: string | undefined;
  /** Bounds on what the archive holds. @default as `DEFAULT_FETCH_LIMITS` */
  readonly limits?: Partial<FetchLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Of the programs that decompress what no library does. @default an empty one */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Unpacks an archive by the same rules as a source: nothing outside `into`, nothing below a link, no device, within
 * bounds. One that is refused or damaged leaves nothing behind.
 *
 * @throws SourceFetchError `ARCHIVE_…`, `LIMIT`; the signal's reason when cancelled
 * @example
 * await unpackArchive(file, { into: folder, workDir, signal });
 */
export async function unpackArchive(
  file: string,
  { into, workDir, name = path.basename(file), limits, signal, env = {} }: UnpackArchiveOptions,
): Promise<void> {
  const stagingDir = await mkdtemp(path.join(workDir, 'unpack-'));
  try {
    const isArchive = await unpackFile(file, name, {
      srcDir: into,
      stagingDir,
      limits: { ...DEFAULT_FETCH_LIMITS, ...limits },
      signal: signal ?? new AbortController().signal,
      emit: () => undefined,
      env,
    });
    if (!isArchive) throw notAnArchive(name);
  } finally {
    await rm(stagingDir, { recursive: true, force: true });
  }
}

function notAnArchive(name: string): SourceFetchError {
  return new SourceFetchError({
    code: 'ARCHIVE_DAMAGED',
    message: `'${showForeign(name)}' is not an archive.`,
    hint: 'It was changed or damaged: get it again.',
  });
}
