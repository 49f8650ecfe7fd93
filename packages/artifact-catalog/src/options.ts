import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import type { ProcessIdentity } from '@rbee-internal/system/process';
import type { LockHolder } from './change/lock-holder.js';
import type { Artifact } from './contracts/artifact.js';
import type { ArtifactCodec } from './contracts/artifact-codec.js';
import type { CallOptions } from './contracts/call-options.js';
import { ArtifactCatalogError } from './errors.js';
import type { CatalogEvent } from './events.js';

/** The largest `metadata.json` that is read or written, in bytes: 1 MiB. */
export const MAX_METADATA_BYTES = 1_048_576;

/** How many entries a tree may have that is described. */
export const MAX_TREE_ENTRIES = 1_000_000;

/** The largest listing of a tree that is read, in bytes: 512 MiB. */
export const MAX_LISTING_BYTES = 536_870_912;

/** How many files are read or flushed at a time. */
export const MAX_OPEN_FILES = 16;

/** How often a watched catalog is looked at where the system says nothing. */
export const DEFAULT_POLL_INTERVAL_MS = 5_000;

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
  /**
   * The system whose file names count, as in `process.platform`: on `win32`, ids that Windows could not keep apart
   * are refused.
   * @default process.platform
   */
  readonly platform?: string | undefined;
}

/** Options of `FilesystemCatalog.lock`. */
export interface LockOptions extends CallOptions {
  /**
   * Whether to wait for another holder; if not, the call rejects with `BUSY`.
   * @default true
   */
  readonly wait?: boolean | undefined;
  /** What the lock is held for, shown to those who wait. Not a place for secrets: others can read it. @default none */
  readonly label?: string | undefined;
  /** Called when another holds the lock, and again for each further holder. What it throws ends the call. */
  readonly onWait?: ((holder: LockHolder) => void) | undefined;
}

/** Options of `FilesystemCatalog.watch`. */
export interface WatchOptions extends CallOptions {
  /** Called for each event, in order. What it throws ends the watch. */
  readonly onEvent: (event: CatalogEvent) => void;
  /**
   * How often the folder is looked at where the system says nothing, in milliseconds.
   * @default 5000
   */
  readonly pollIntervalMs?: number | undefined;
}

/** Options of `FilesystemCatalog.promote`. */
export interface PromoteOptions extends CallOptions {
  /** Whether the artifact is recorded in the same step; if not, `add` records it later. */
  readonly record: boolean;
  /**
   * Whether a recorded artifact of the id is replaced. The old one stays current until the new one is in its place, also
   * when the process is killed in between: the next one that reads the catalog puts it back.
   * @default false
   */
  readonly replace?: boolean | undefined;
}

/** Options of `describeTree`. */
export interface DescribeTreeOptions extends CallOptions {
  /**
   * How many files, folders and links there may be.
   * @default 1_000_000
   */
  readonly maxEntries?: number | undefined;
}

/** Where an open catalog is, and who has it open. */
export interface CatalogPlace {
  readonly root: string;
  readonly platform: string;
  readonly now: () => Date;
  /** The process that has it open. */
  readonly owner: ProcessIdentity;
}

/** What every part of an open catalog works with. */
export interface OpenCatalog<T extends Artifact> extends CatalogPlace {
  readonly codec: ArtifactCodec<T>;
}

/** @throws `INVALID_ROOT` */
export function resolveOptions<T extends Artifact>(
  options: FilesystemCatalogOptions<T>,
): Omit<OpenCatalog<T>, 'owner'> {
  if (!path.isAbsolute(options.root) || options.root.includes('\0')) {
    throw new ArtifactCatalogError({
      code: 'INVALID_ROOT',
      message: `The catalog's root "${showForeign(options.root)}" is not an absolute path.`,
      hint: 'Resolve it first, or take the one that defaultCatalogFolder returns.',
    });
  }
  return {
    root: path.resolve(options.root),
    codec: options.codec,
    now: options.now ?? (() => new Date()),
    platform: options.platform ?? process.platform,
  };
}
