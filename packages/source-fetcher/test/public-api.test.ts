import { expect, expectTypeOf, test } from 'vitest';
import type {
  CachedSource,
  CachePruning,
  CacheUsage,
  CacheVerification,
  Checksums,
  Clock,
  Concurrency,
  CreateFetchOptions,
  Credentials,
  FetchEvent,
  FetchedSource,
  FetchLimits,
  FetchSourcesOptions,
  HttpAnswer,
  HttpGetOptions,
  HttpRefusal,
  Mirror,
  ProxySettings,
  PruneOptions,
  ResolvedSource,
  ResolveSourcesOptions,
  RetryableFailure,
  RetrySettings,
  SourceCache,
  SourceFetchErrorCode,
  SourceRequest,
  SupportedProtocol,
} from '../src/index.js';
import * as api from '../src/index.js';

test('the values', () => {
  expect(Object.keys(api).sort()).toEqual([
    'DEFAULT_CONCURRENCY',
    'DEFAULT_FETCH_LIMITS',
    'DEFAULT_RETRY',
    'SourceFetchError',
    'checkContent',
    'createFetch',
    'downloadFile',
    'fetchSources',
    'httpGet',
    'isSourceFetchError',
    'openSourceCache',
    'parseSource',
    'prunePartials',
    'receivedBytes',
    'resolveSources',
    'supportedProtocols',
    'unpackArchive',
    'updateChecksums',
  ]);
});

test('the types', () => {
  expectTypeOf(api.fetchSources).parameters.toEqualTypeOf<[readonly SourceRequest[], FetchSourcesOptions]>();
  expectTypeOf(api.fetchSources).returns.resolves.toEqualTypeOf<FetchedSource[]>();
  expectTypeOf<Parameters<typeof api.resolveSources>[1]>().toEqualTypeOf<ResolveSourcesOptions>();
  expectTypeOf(api.resolveSources).returns.resolves.toEqualTypeOf<ResolvedSource[]>();
  expectTypeOf(api.createFetch).parameters.toEqualTypeOf<[CreateFetchOptions]>();
  expectTypeOf(api.createFetch).returns.toEqualTypeOf<typeof fetch>();
  expectTypeOf(api.httpGet).parameters.toEqualTypeOf<[string, HttpGetOptions?]>();
  expectTypeOf(api.httpGet).returns.resolves.toEqualTypeOf<HttpAnswer>();
  expectTypeOf(api.DEFAULT_FETCH_LIMITS).toEqualTypeOf<FetchLimits>();
  expectTypeOf(api.supportedProtocols).toEqualTypeOf<readonly SupportedProtocol[]>();
  expectTypeOf(api.openSourceCache).returns.toEqualTypeOf<SourceCache>();
  expectTypeOf<SourceCache['prune']>().toEqualTypeOf<(options: PruneOptions) => Promise<CachePruning>>();
  expectTypeOf<SourceCache['find']>().returns.resolves.toEqualTypeOf<CachedSource[]>();
  expectTypeOf<SourceCache['usage']>().returns.resolves.toEqualTypeOf<CacheUsage>();
  expectTypeOf<SourceCache['verify']>().returns.resolves.toEqualTypeOf<CacheVerification>();
  expectTypeOf(api.updateChecksums).returns.resolves.toEqualTypeOf<Checksums[]>();
  expectTypeOf(api.DEFAULT_RETRY).toEqualTypeOf<RetrySettings>();
  expectTypeOf(api.DEFAULT_CONCURRENCY).toEqualTypeOf<Concurrency>();
  expectTypeOf<FetchSourcesOptions['clock']>().toEqualTypeOf<Clock | undefined>();
  expectTypeOf<FetchSourcesOptions['credentials']>().toEqualTypeOf<Credentials | undefined>();
  expectTypeOf<FetchSourcesOptions['mirrors']>().toEqualTypeOf<readonly Mirror[] | undefined>();
  expectTypeOf<FetchSourcesOptions['proxy']>().toEqualTypeOf<ProxySettings | undefined>();
  expectTypeOf<api.SourceFetchError['refusal']>().toEqualTypeOf<HttpRefusal | undefined>();
  expectTypeOf<api.SourceFetchError['retryable']>().toEqualTypeOf<RetryableFailure | undefined>();
  expectTypeOf<SourceRequest['checksums']>().toEqualTypeOf<Checksums>();
  expectTypeOf<FetchEvent['name']>().toEqualTypeOf<string>();
  expectTypeOf<api.SourceFetchError['code']>().toEqualTypeOf<SourceFetchErrorCode>();
  expect(api.supportedProtocols).toEqual([
    'local',
    'file',
    'ftp',
    'http',
    'https',
    'git',
    'hg',
    'svn',
    'bzr',
    'fossil',
  ]);
});

test('an error is known by its marker', () => {
  const error = new api.SourceFetchError({ code: 'LIMIT', message: 'x' });
  expect([api.isSourceFetchError(error), api.isSourceFetchError(new Error('x'))]).toEqual([true, false]);
});

test('neither the options nor the defaults are written to', async () => {
  expect(Object.isFrozen(api.DEFAULT_FETCH_LIMITS)).toBe(true);
  const options = Object.freeze({
    startDir: '/',
    srcDir: '/nonexistent',
    cacheDir: '/',
    limits: Object.freeze({}),
  });
  await expect(api.fetchSources(Object.freeze([]), options)).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
});
