import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { ArtifactCatalogError } from './errors.js';
import type { Artifact, ArtifactCodec, CallOptions } from './types.js';

/** The largest `metadata.json` that is read or written, in bytes: 1 MiB. */
export const MAX_METADATA_BYTES = 1_048_576;

/** How many files are read or flushed at a time. */
export const MAX_OPEN_FILES = 16;

/** Options of `FilesystemCatalog.open`. */
export interface FilesystemCatalogOptions<T extends Artifact> extends CallOptions {
  /** The catalog's folder, absolute; made when missing. */
  readonly root: string;
  /** How the catalog's kind of artifact is written: `workerBinaryCodec`, `modelEntryCodec`, or your own. */
  readonly codec: ArtifactCodec<T>;
  /**
   * The clock that `last_accessed` is read from.
   * @default () => new Date()
   */
  readonly now?: (() => Date) | undefined;
}

/** Options of `FilesystemCatalog.promote`. */
export interface PromoteOptions extends CallOptions {
  /** Whether the artifact is recorded in the same step; if not, `add` records it later. */
  readonly record: boolean;
}

/** What every part of an open catalog works with. */
export interface OpenCatalog<T extends Artifact> {
  readonly root: string;
  readonly codec: ArtifactCodec<T>;
  readonly now: () => Date;
}

/** @throws `INVALID_ROOT` */
export function resolveOptions<T extends Artifact>(options: FilesystemCatalogOptions<T>): OpenCatalog<T> {
  if (!path.isAbsolute(options.root) || options.root.includes('\0')) {
    throw new ArtifactCatalogError({
      code: 'INVALID_ROOT',
      message: `The catalog's root "${showForeign(options.root)}" is not an absolute path.`,
      hint: 'Resolve it first, or take the one that defaultCatalogFolder answers.',
    });
  }
  return { root: path.resolve(options.root), codec: options.codec, now: options.now ?? (() => new Date()) };
}
