import path from 'node:path';
import { SYSTEM_CLOCK } from '@rbee-internal/system/time';
import type { Clock } from './clock.js';
import type { FetchEvent } from './events.js';
import type { Concurrency, FetchLimits, FetchSourcesOptions, Mirror, RetrySettings } from './types.js';

const GIBIBYTE = 1024 ** 3;

/** What bounds a source unless the options say otherwise. */
export const DEFAULT_FETCH_LIMITS: FetchLimits = Object.freeze({
  downloadBytes: 16 * GIBIBYTE,
  redirects: 10,
  stallMilliseconds: 60_000,
  deadlineMilliseconds: 86_400_000,
  minBytesPerSecond: 100,
  unpackedBytes: 64 * GIBIBYTE,
  archiveEntries: 1_000_000,
  archiveDepth: 200,
  unpackedRatio: 250,
});

/** How requests are repeated unless the options say otherwise. */
export const DEFAULT_RETRY: RetrySettings = Object.freeze({
  attempts: 5,
  baseMilliseconds: 500,
  maxMilliseconds: 120_000,
});

/** How much is done at once unless the options say otherwise. */
export const DEFAULT_CONCURRENCY: Concurrency = Object.freeze({ total: 3, perHost: 2 });

const DEFAULT_ENVIRONMENT = Object.freeze({ PATH: '/usr/local/bin:/usr/bin:/bin' });

/** The options with every default applied. */
export interface ResolvedOptions extends NetworkOptions {
  readonly startDir: string;
  readonly srcDir: string;
  readonly cacheDir: string;
  readonly sourceDestDir: string | undefined;
  readonly signal: AbortSignal;
  readonly emit: (event: FetchEvent) => void;
  readonly limits: FetchLimits;
  readonly concurrency: Concurrency;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly git: 'auto' | 'embedded' | 'system';
  readonly validPgpKeys: readonly string[];
  readonly keyring: readonly (string | Uint8Array)[];
  readonly signatures: 'check' | 'skip';
  readonly acceptExpiredKeys: boolean;
}

/** What of the options decides how the network is used. */
export interface NetworkOptions
  extends Pick<FetchSourcesOptions, 'fetch' | 'proxy' | 'extraCertificates' | 'credentials'> {
  readonly offline: boolean;
  readonly mirrors: readonly Mirror[];
  readonly retry: RetrySettings;
  readonly clock: Clock;
}

export function resolveOptions(options: FetchSourcesOptions): ResolvedOptions {
  return {
    startDir: path.resolve(options.startDir ?? options.srcDir),
    srcDir: path.resolve(options.srcDir),
    cacheDir: path.resolve(options.cacheDir ?? options.srcDir),
    sourceDestDir: options.sourceDestDir === undefined ? undefined : path.resolve(options.sourceDestDir),
    signal: options.signal ?? new AbortController().signal,
    emit: options.onEvent ?? (() => undefined),
    limits: resolveLimits(options.limits),
    concurrency: {
      total: options.concurrency?.total ?? DEFAULT_CONCURRENCY.total,
      perHost: options.concurrency?.perHost ?? DEFAULT_CONCURRENCY.perHost,
    },
    env: options.env ?? DEFAULT_ENVIRONMENT,
    git: options.git ?? 'auto',
    validPgpKeys: options.validPgpKeys ?? [],
    keyring: options.keyring ?? [],
    signatures: options.signatures ?? 'check',
    acceptExpiredKeys: options.acceptExpiredKeys ?? false,
    ...resolveNetwork(options),
  };
}

function resolveNetwork(options: FetchSourcesOptions): NetworkOptions {
  const { fetch, proxy, extraCertificates, credentials, retry } = options;
  return {
    fetch,
    proxy,
    extraCertificates,
    credentials,
    offline: options.offline ?? false,
    mirrors: options.mirrors ?? [],
    clock: options.clock ?? SYSTEM_CLOCK,
    retry: {
      attempts: retry?.attempts ?? DEFAULT_RETRY.attempts,
      baseMilliseconds: retry?.baseMilliseconds ?? DEFAULT_RETRY.baseMilliseconds,
      maxMilliseconds: retry?.maxMilliseconds ?? DEFAULT_RETRY.maxMilliseconds,
    },
  };
}

function resolveLimits(limits: Partial<FetchLimits> = {}): FetchLimits {
  const defaults = DEFAULT_FETCH_LIMITS;
  return {
    downloadBytes: limits.downloadBytes ?? defaults.downloadBytes,
    redirects: limits.redirects ?? defaults.redirects,
    stallMilliseconds: limits.stallMilliseconds ?? defaults.stallMilliseconds,
    deadlineMilliseconds: limits.deadlineMilliseconds ?? defaults.deadlineMilliseconds,
    minBytesPerSecond: limits.minBytesPerSecond ?? defaults.minBytesPerSecond,
    unpackedBytes: limits.unpackedBytes ?? defaults.unpackedBytes,
    archiveEntries: limits.archiveEntries ?? defaults.archiveEntries,
    archiveDepth: limits.archiveDepth ?? defaults.archiveDepth,
    unpackedRatio: limits.unpackedRatio ?? defaults.unpackedRatio,
  };
}
