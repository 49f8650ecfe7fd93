import type { ChecksumAlgorithm, Source } from '@rbee/pkgbuild-parser';
import type { Clock } from './clock.js';
import type { FetchEvent } from './events.js';

/** What a source's bytes must hash to, by algorithm: the digest in hex (`ck` in decimal), or the literal `SKIP`. */
export type Checksums = Partial<Readonly<Record<ChecksumAlgorithm, string>>>;

/** One source and what is expected of it. */
export interface SourceRequest {
  readonly source: Source;
  /** At least one algorithm; all that are given are checked. */
  readonly checksums: Checksums;
  /** Leave the file as it is, even if it is an archive. @default false */
  readonly noExtract?: boolean;
  /**
   * How much of a git source's history is needed. With `shallow`, a `#tag=` or a `#commit=` in full comes alone, as
   * `git clone --depth 1` has it, where the server can do that: enough for a build that neither describes nor counts
   * commits. @default 'full'
   */
  readonly history?: 'full' | 'shallow' | undefined;
}

/** Options of `fetchSources`. Folders are absolute paths and exist. */
export interface FetchSourcesOptions {
  /** Where the PKGBUILD and its local sources are (`$startdir`). @default nowhere: no local source is found */
  readonly startDir?: string | undefined;
  /** Where the build will run (`$srcdir`), and what is fetched is put. */
  readonly srcDir: string;
  /**
   * The build's own `$SRCDEST`: a folder where its copies of files go, to which `srcDir` has links, as makepkg has it.
   * Repositories are in `srcDir` in any case. @default none: the files themselves are in `srcDir`
   */
  readonly sourceDestDir?: string | undefined;
  /**
   * Where downloads and git mirrors are kept; any number of calls and processes may share it.
   * @default nothing is kept: a private folder in `srcDir`, removed at the end
   */
  readonly cacheDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called for each event, in order. What it throws ends the call. */
  readonly onEvent?: ((event: FetchEvent) => void) | undefined;
  /** Performs every HTTP request, git's included. @default one as `createFetch` makes */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Bounds on what servers and archives send. @default those that each bound names */
  readonly limits?: Partial<FetchLimits> | undefined;
  /** Ask no server for anything: the cache, or the error `OFFLINE`. @default false */
  readonly offline?: boolean | undefined;
  /** Proxies, as the usual environment variables name them. Not together with `fetch`. @default none */
  readonly proxy?: ProxySettings | undefined;
  /** Certificates in PEM that are trusted besides the usual ones. Not together with `fetch`. @default none */
  readonly extraCertificates?: string | undefined;
  /** What to sign in with, and where. @default none */
  readonly credentials?: Credentials | undefined;
  /** Where to ask instead. It holds for every request: downloads, redirects and git. @default none */
  readonly mirrors?: readonly Mirror[] | undefined;
  /** How often and how patiently a request is repeated. @default `DEFAULT_RETRY` */
  readonly retry?: Partial<RetrySettings> | undefined;
  /** How many sources at once. @default `DEFAULT_CONCURRENCY` */
  readonly concurrency?: Partial<Concurrency> | undefined;
  /**
   * What reads repositories: isomorphic-git (`embedded`), the system's program (`system`), or what fits (`auto`):
   * the system's for ssh, local ones and packs of more than 32 MiB, if it is there, else the embedded one. With
   * a `fetch` of your own, only `system` keeps git's http requests from going through it. @default 'auto'
   */
  readonly git?: 'auto' | 'embedded' | 'system' | undefined;
  /** Fingerprints of the keys that may have signed: the recipe's `validpgpkeys`. @default those of `keyring` */
  readonly validPgpKeys?: readonly string[] | undefined;
  /** OpenPGP public keys, armored or binary; those in `startDir/keys/pgp/*.asc` are added. @default none */
  readonly keyring?: readonly (string | Uint8Array)[] | undefined;
  /** Whether signatures are checked; `skip` is makepkg's `--skippgpcheck`. @default 'check' */
  readonly signatures?: 'check' | 'skip' | undefined;
  /** Whether a key that expired counts, as makepkg has it; a revoked one never does. @default false */
  readonly acceptExpiredKeys?: boolean | undefined;
  /** Time and chance for retries. @default the system's */
  readonly clock?: Clock | undefined;
  /**
   * The environment of the programs that are run (git, curl, hg …): `PATH` to find them, `HOME` and
   * `SSH_AUTH_SOCK` for ssh. @default a `PATH` of the usual folders and nothing else
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Proxy URLs. */
export interface ProxySettings {
  /** For http, as `http_proxy`. */
  readonly http?: string | undefined;
  /** For https, as `https_proxy`. */
  readonly https?: string | undefined;
  /** Hosts that are asked directly, as `no_proxy`. */
  readonly no?: string | undefined;
}

/**
 * Credentials are sent to the place that they are for and nowhere else: a redirect to another origin does not
 * take them along, and apart from loopback they never go over plain http.
 */
export interface Credentials {
  /** The text of a netrc(5) file. Its `default` entry is ignored: it would go to any host a recipe names. */
  readonly netrc?: string | undefined;
  /** Bearer tokens by origin, such as `https://example.org`. */
  readonly tokens?: Readonly<Record<string, string>> | undefined;
}

/** URLs that begin with `prefix` are asked for at the replacements instead, in this order. */
export interface Mirror {
  readonly prefix: string;
  /** What to put in place of the prefix. List the prefix itself to fall back on it. */
  readonly replacements: readonly string[];
  /**
   * `git`: only the addresses of git repositories, as git's own `url.<base>.insteadOf` has it. The replacement may then
   * be an ssh URL or a path, too. @default every request
   */
  readonly for?: 'git' | undefined;
}

/** Waiting doubles from try to try, and a random part of it is left out. */
export interface RetrySettings {
  /** Tries of one address, the first included. @default 5 */
  readonly attempts: number;
  /** Milliseconds before the second try. @default 500 */
  readonly baseMilliseconds: number;
  /** The longest wait, also when a server asks for a longer one with `Retry-After`: then it is given up. @default 120_000 */
  readonly maxMilliseconds: number;
}

/** How much is done at once. */
export interface Concurrency {
  /** Sources. @default 3 */
  readonly total: number;
  /** Requests to one host. @default 2 */
  readonly perHost: number;
}

/** Bounds on hostile sources. */
export interface FetchLimits {
  /** Bytes of one download. @default 17_179_869_184 (16 GiB) */
  readonly downloadBytes: number;
  /** Redirects followed for one request. @default 10 */
  readonly redirects: number;
  /** Milliseconds without a byte before a request is given up. @default 60_000 */
  readonly stallMilliseconds: number;
  /** Milliseconds for one request, from its start to the last byte of the answer. @default 86_400_000 (a day) */
  readonly deadlineMilliseconds: number;
  /** The least bytes a second of a download, on average over each window of `stallMilliseconds`. @default 100 */
  readonly minBytesPerSecond: number;
  /** Bytes one archive may unpack to. @default 68_719_476_736 (64 GiB) */
  readonly unpackedBytes: number;
  /** Entries of one archive. @default 1_000_000 */
  readonly archiveEntries: number;
  /** Folders one in another in an archive. @default 200 */
  readonly archiveDepth: number;
  /** How many times its size a file may unpack to, above 256 MiB. @default 250 */
  readonly unpackedRatio: number;
}

/** A source that is ready in `$srcdir`. */
export interface FetchedSource {
  readonly source: Source;
  /** Its file or folder, in `srcDir`. */
  readonly path: string;
  /** `sha256:` and hex digits; for files. */
  readonly digest?: string;
  /** The commit that was checked out; for git. */
  readonly commit?: string;
  /** How it was verified: `skipped` when every checksum was `SKIP`. */
  readonly verified: 'checksum' | 'skipped';
  /** The fingerprint of the key whose signature of it counts. */
  readonly signedBy?: string;
  /** Whether it was unpacked. */
  readonly extracted: boolean;
}
