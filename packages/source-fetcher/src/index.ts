export { parseSource } from '@rbee/pkgbuild-parser';
export type { CachedSource } from './cache/find-cached.js';
export type {
  CachePruning,
  CacheUsage,
  CacheVerification,
  PruneOptions,
  SourceCache,
} from './cache/source-cache.js';
export { openSourceCache } from './cache/source-cache.js';
export type { Clock } from './clock.js';
export { downloadFile } from './download/download-file.js';
export type { PrunePartialsOptions } from './download/partials.js';
export { prunePartials, receivedBytes } from './download/partials.js';
export type { DownloadDigest, DownloadedFile, DownloadFileOptions } from './download/types.js';
export type { HttpRefusal, RetryableFailure, SourceFetchErrorCode } from './errors.js';
export { isSourceFetchError, SourceFetchError } from './errors.js';
export type { FetchEvent } from './events.js';
export type { UnpackArchiveOptions } from './extract/unpack-archive.js';
export { unpackArchive } from './extract/unpack-archive.js';
export { fetchSources } from './fetch-sources.js';
export type { SupportedProtocol } from './fetchers/supported-protocols.js';
export { supportedProtocols } from './fetchers/supported-protocols.js';
export type { CreateFetchOptions } from './http/create-fetch.js';
export { createFetch } from './http/create-fetch.js';
export type { HttpAnswer, HttpGetOptions } from './http/http-get.js';
export { httpGet } from './http/http-get.js';
export { checkContent } from './integrity/check-content.js';
export { DEFAULT_CONCURRENCY, DEFAULT_FETCH_LIMITS, DEFAULT_RETRY } from './options.js';
export type { ResolvedSource, ResolveSourcesOptions } from './resolve-sources.js';
export { resolveSources } from './resolve-sources.js';
export type {
  Checksums,
  Concurrency,
  Credentials,
  FetchedSource,
  FetchLimits,
  FetchSourcesOptions,
  Mirror,
  ProxySettings,
  RetrySettings,
  SourceRequest,
} from './types.js';
export { updateChecksums } from './update-checksums.js';
