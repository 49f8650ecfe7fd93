import path from 'node:path';
import type { FetchEvent } from './events.js';
import type { FetchLimits, FetchSourcesOptions } from './types.js';

const GIBIBYTE = 1024 ** 3;

/** What bounds a source unless the options say otherwise. */
export const DEFAULT_FETCH_LIMITS: FetchLimits = Object.freeze({
  downloadBytes: 16 * GIBIBYTE,
  redirects: 10,
  stallMilliseconds: 60_000,
  unpackedBytes: 64 * GIBIBYTE,
  archiveEntries: 1_000_000,
});

/** The options with every default applied. */
export interface ResolvedOptions {
  readonly startDir: string;
  readonly srcDir: string;
  readonly cacheDir: string;
  readonly signal: AbortSignal;
  readonly emit: (event: FetchEvent) => void;
  readonly fetch: typeof globalThis.fetch;
  readonly limits: FetchLimits;
}

export function resolveOptions(options: FetchSourcesOptions): ResolvedOptions {
  return {
    startDir: path.resolve(options.startDir),
    srcDir: path.resolve(options.srcDir),
    cacheDir: path.resolve(options.cacheDir),
    signal: options.signal ?? new AbortController().signal,
    emit: options.onEvent ?? (() => undefined),
    fetch: options.fetch ?? globalThis.fetch,
    limits: resolveLimits(options.limits),
  };
}

function resolveLimits(limits: Partial<FetchLimits> = {}): FetchLimits {
  const defaults = DEFAULT_FETCH_LIMITS;
  return {
    downloadBytes: limits.downloadBytes ?? defaults.downloadBytes,
    redirects: limits.redirects ?? defaults.redirects,
    stallMilliseconds: limits.stallMilliseconds ?? defaults.stallMilliseconds,
    unpackedBytes: limits.unpackedBytes ?? defaults.unpackedBytes,
    archiveEntries: limits.archiveEntries ?? defaults.archiveEntries,
  };
}
