/** An operating system a worker runs on, as the registry spells it. */
export type RegistryPlatform = 'linux' | 'macos' | 'windows';

/** A CPU a worker runs on, by Arch's name. */
export type RegistryArchitecture = 'x86_64' | 'aarch64';

/**
 * What a `worker.json` holds, and `GET /workers/:id` answers. A client may count on the required members;
 * fields that are not listed here are served as they stand.
 */
export interface WorkerMetadata {
  /** `^[a-z0-9][a-z0-9._-]{0,127}$` without `..`; the name of the worker's folder. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** A `pkgver`: no blank, slash, colon or hyphen. */
  readonly version: string;
  /** At least one. */
  readonly platforms: readonly RegistryPlatform[];
  /** At least one. */
  readonly architectures: readonly RegistryArchitecture[];
  /** The backend, such as `cpu`, `cuda` or `metal`. */
  readonly worker_type?: string | undefined;
  readonly description?: string | undefined;
  readonly license?: string | undefined;
  /** What must be there to run it; package names. */
  readonly depends?: readonly string[] | undefined;
  /** What must be there to build it; package names. */
  readonly makedepends?: readonly string[] | undefined;
  /** The file name of the program that `package()` installs. */
  readonly binary_name?: string | undefined;
  /** Whether its sources are only given to holders of a licence. */
  readonly requires_license?: boolean | undefined;
  /** The only origins, such as `https://downloads.example.org`, that may be sent a licence token. */
  readonly license_origins?: readonly string[] | undefined;
  readonly [field: string]: unknown;
}

/** Where a registry's workers come from. Absence is `undefined`; a rejection is a fault of the store. */
export interface WorkerStore {
  /** Every worker, ordered by id. */
  list(): Promise<readonly WorkerMetadata[]>;
  find(id: string): Promise<WorkerMetadata | undefined>;
  /** The text of its PKGBUILD. */
  pkgbuild(id: string): Promise<string | undefined>;
  /** The bytes of one of its local files; never of its `worker.json` or PKGBUILD. */
  file(id: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}
