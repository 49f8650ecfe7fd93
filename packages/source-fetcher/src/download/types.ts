import type { FetchEvent } from '../events.js';
import type { FetchSourcesOptions } from '../types.js';

/** What a file must hash to. */
export type DownloadDigest =
  /** 64 hex digits. */
  | { readonly algorithm: 'sha256'; readonly hex: string }
  /** 40 hex digits: the id that git gives the content. */
  | { readonly algorithm: 'git-blob'; readonly hex: string };

/** Options of `downloadFile`; those not listed are as for `fetchSources`. */
export interface DownloadFileOptions
  extends Pick<
    FetchSourcesOptions,
    | 'clock'
    | 'credentials'
    | 'extraCertificates'
    | 'fetch'
    | 'limits'
    | 'mirrors'
    | 'offline'
    | 'onEvent'
    | 'proxy'
    | 'retry'
    | 'signal'
  > {
  /**
   * An existing folder, on the file system of the destination. What was received is in it until the file is complete; a
   * call that was cancelled, failed or killed leaves it for the next one, when there is a digest to prove the whole by.
   */
  readonly partialsDir: string;
  /** The file's name in events. @default the last part of the URL's path */
  readonly name?: string | undefined;
  /** What the file must hash to. @default nothing is proven */
  readonly digest?: DownloadDigest | undefined;
  /** How many bytes it must have. @default as many as the server says */
  readonly bytes?: number | undefined;
  /** How many ranges of it are asked for at a time, where the server has ranges. @default 4 */
  readonly connections?: number | undefined;
  /** Bytes of a range; a smaller file is asked for whole. @default 67_108_864 (64 MiB) */
  readonly rangeBytes?: number | undefined;
}

/** A file that was downloaded. */
export interface DownloadedFile {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
  /** How many of its bytes an earlier call had received. */
  readonly resumedBytes: number;
}

/** What a download works with, its defaults applied. */
export interface DownloadJob {
  readonly url: string;
  readonly name: string;
  readonly digest: DownloadDigest | undefined;
  readonly bytes: number | undefined;
  readonly connections: number;
  readonly rangeBytes: number;
  readonly emit: (event: FetchEvent) => void;
}
