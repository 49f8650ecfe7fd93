import type { BuildSeen } from '@rbee-internal/worker-entry';
/** An operating system a worker runs on, as the registry spells it. */
export type RegistryPlatform = 'linux' | 'macos' | 'windows';

/** A CPU a worker runs on, by Arch's name. */
export type RegistryArchitecture = 'x86_64' | 'aarch64';

/**
 * What a `worker.json` holds and `GET /workers/:id` returns. A client may count on the required members;
 * fields that are not listed here are served as they stand.
 */
export interface WorkerMetadata {
  /** `^[a-z0-9][a-z0-9._-]{0,127}$` without `..`; the name of the worker's folder. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** A `pkgver`: `^[A-Za-z0-9][A-Za-z0-9._+~]{0,127}$` without `..`. */
  readonly version: string;
  /** At least one; of a worker with variants, those of all of them. */
  readonly platforms: readonly RegistryPlatform[];
  /** At least one; of a worker with variants, those of all of them. */
  readonly architectures: readonly RegistryArchitecture[];
  /** The backend, such as `cpu`, `cuda` or `metal`. */
  readonly worker_type?: string | undefined;
  readonly description?: string | undefined;
  readonly license?: string | undefined;
  /** What must be there to run it; package names. */
  readonly depends?: readonly string[] | undefined;
  /** What must be there to build it; package names. */
  readonly makedepends?: readonly string[] | undefined;
  /** The program that `package()` installs: its file name, or its path in the package. */
  readonly binary_name?: string | undefined;
  /** Whether its sources are only given to holders of a licence. */
  readonly requires_license?: boolean | undefined;
  /** The only origins, such as `https://downloads.example.org`, that get a licence token. */
  readonly license_origins?: readonly string[] | undefined;
  /** Where its recipe is, below the registry's address. */
  readonly pkgbuild_url?: string | undefined;
  /** How a new worker shows that it works. @default 'version' */
  readonly probe?: unknown;
  /** How it is started and what it serves. @default `--port N --queen-url URL`, `GET /health`, its own heartbeat */
  readonly launch?: unknown;
  /** Variables that the recipe reads; those of a variant are added to the worker's. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Which ecosystems or hosts each phase of the build has to reach. */
  readonly network?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
  /** The project's own programs, which clients take where one fits the machine. */
  readonly release?: unknown;
  /** How far it was tried, by whom, and when. */
  readonly verified?: WorkerVerification | undefined;
  /** Packages of a split recipe that make up the worker, the one with the program first. */
  readonly packages?: readonly string[] | undefined;
  /** Whether it is there to try things or to show how they are done: it is listed after the others. */
  readonly example?: boolean | undefined;
  /** Why it was withdrawn: it is not offered, and clients refuse to install it. */
  readonly yanked?: string | boolean | undefined;
  /** Programs made from the same recipe, one for each backend; each is a worker of its own, `<id>-<backend>`. */
  readonly variants?: readonly WorkerVariantMetadata[] | undefined;
  readonly [field: string]: unknown;
}

/** How far a worker was tried. */
export interface WorkerVerification {
  /** It was installed and answered a request; it was built and started; its entry and recipe were read. */
  readonly state: 'installed-and-answered' | 'built' | 'parsed';
  /** By the tests of every change, or by a person. */
  readonly by: 'ci' | 'hand';
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** What was tried, and what was not. */
  readonly note?: string | undefined;
  /** What a build from source took. */
  readonly build?: BuildSeen | undefined;
}

/** One of a worker's variants: its fields replace those of the worker. */
export interface WorkerVariantMetadata {
  /** `^[a-z0-9]{1,32}$`. */
  readonly backend: string;
  readonly platforms?: readonly RegistryPlatform[] | undefined;
  readonly architectures?: readonly RegistryArchitecture[] | undefined;
  readonly [field: string]: unknown;
}

/** One version of a worker: its metadata, its recipe, and the local files and keys that the recipe names. */
export interface WorkerRelease {
  readonly metadata: WorkerMetadata;
  /** The text of its PKGBUILD; absent of a worker that is only taken from its project's releases. */
  readonly pkgbuild?: string | undefined;
  /** By name, and keys by `keys/pgp/<fingerprint>.asc`; neither the `worker.json` nor the PKGBUILD is among them. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Whether another version took its place: then it is only offered when no other can be. @default false */
  readonly isFormer?: boolean | undefined;
}

/**
 * Where a registry's workers come from. Absence is `undefined`; a rejection is a fault of the store. The `id` of a
 * variant, `<id>-<backend>`, finds what its worker has.
 */
export interface WorkerStore {
  /**
   * Every worker that can be installed, ordered by id, examples last. As long as nothing changed it is the same array: then what
   * was made of it is used again.
   */
  list(): Promise<readonly WorkerMetadata[]>;
  find(id: string): Promise<WorkerMetadata | undefined>;
  /** The text of its PKGBUILD. */
  pkgbuild(id: string): Promise<string | undefined>;
  /** The bytes of one of its local files, or of a key by `<fingerprint>.asc`; never of its `worker.json` or PKGBUILD. */
  file(id: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Every version of a worker, the newest first. @default the routes for versions return 404 */
  releases?(id: string): Promise<readonly WorkerRelease[] | undefined>;
  /** What the metrics report. @default only the number of workers in the list */
  counts?(): StoreCounts;
}

/** What a store serves and refuses; former versions count too. */
export interface StoreCounts {
  /** How many versions are served. */
  readonly served: number;
  /** Where those lie that are refused, such as `my-worker` or `my-worker/versions/1.0`. */
  readonly refused: readonly string[];
}
