import type {
  ArtifactProvisioner,
  CallOptions,
  FilesystemCatalog,
  ProvisionOptions,
  WorkerBinary,
  WorkerType,
} from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import type { FetchSourcesOptions, SourceCache } from '@rbee/source-fetcher';
import type { ProvisionEvent } from './events.js';
import type { HardwareSnapshot, PartialSnapshot } from './hardware/types.js';
import type { VariantRequirements } from './hardware/variant-types.js';
import type { LockedWorker } from './lockfile.js';
import type { MovedSource } from './moved-sources.js';
import type { ProvisionPlan } from './plan-worker.js';
import type { Probe } from './prove-program.js';

/** What a registry says of a worker. Lists are never empty unless said otherwise. */
export interface WorkerMetadata {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** `linux`, `macos`, `windows`. */
  readonly platforms: readonly string[];
  /** In Arch's terms: `x86_64`, `aarch64`. */
  readonly architectures: readonly string[];
  /** Only when the registry says it. */
  readonly workerType?: WorkerType;
  readonly description?: string;
  readonly license?: string;
  /** What must be on the machine for it to run; may be empty. */
  readonly depends: readonly string[];
  /** File name of the program among what `package()` installs. */
  readonly binaryName?: string;
  /** Whether its sources need a licence token. */
  readonly requiresLicense: boolean;
  /** Origins (`https://host`) that want the token; may be empty. They get it only if they are trusted. */
  readonly licenseOrigins: readonly string[];
  /** Where its PKGBUILD is, when not at the fixed path: a path or URL of the registry's own origin. */
  readonly pkgbuildUrl?: string;
  /** Of which worker it is a variant, such as `llm-worker-rbee`. */
  readonly variantOf?: string;
  /** What it computes with: `cpu`, `cuda` … */
  readonly backend?: string;
  /** What of the hardware it needs. */
  readonly requires?: VariantRequirements;
  /** How the program is shown to work before it is recorded. @default 'version' */
  readonly probe?: Probe;
  /** Why this version was withdrawn; it is then never chosen. */
  readonly yanked?: string;
}

/** All workers of a registry, and the entries that could not be read. */
export interface WorkerList {
  readonly workers: readonly WorkerMetadata[];
  /** One sentence for each entry that was left out. */
  readonly problems: readonly string[];
}

/** What a registry tells while it is read. */
export type RegistryEvent =
  /** The registry is down; its last good copy, fetched at this time, stands in for it. */
  | {
      readonly type: 'registry-stale';
      readonly origin: string;
      readonly fetchedAt: string;
      readonly reason: string;
    }
  /** Of several variants this one was chosen; `why` is some sentences for a person. */
  | { readonly type: 'variant-chosen'; readonly id: string; readonly why: string }
  /** One of several registries could not be read and was passed over. */
  | { readonly type: 'registry-skipped'; readonly origin: string; readonly reason: string };

export interface RegistryCallOptions extends CallOptions {
  readonly onEvent?: ((event: RegistryEvent) => void) | undefined;
}

/** One worker, or several variants of one. */
export type FoundWorkers = readonly [WorkerMetadata, ...WorkerMetadata[]];

/** How far a registry is trusted with what is on this machine. */
export interface RegistryTrust {
  /**
   * What of this machine its recipes may name as sources beside the files that come with them: `files` is anything
   * (`file:///…`, `git+file:///…`), `servers` is what a server on this machine answers, `none` is neither.
   */
  readonly localSources: 'files' | 'servers' | 'none';
  /** The origins that its entries may name for the licence token; `any` is every https origin and this machine. */
  readonly licenseOrigins: 'any' | readonly string[];
}

/** Where recipes come from. Errors are `ProvisionError`s; an unknown id is `WORKER_NOT_FOUND`. */
export interface WorkerRegistry {
  /** What to call it in messages and in provenance: a URL or folder, without credentials. */
  readonly origin: string;
  /** Of several registries as one, the origin that a worker came from. */
  readonly originOf?: ((worker: WorkerMetadata) => string) | undefined;
  /** How far it is trusted, of several registries the one that a worker came from. @default not at all */
  readonly trustOf?: ((worker: WorkerMetadata) => RegistryTrust) | undefined;
  list(options?: RegistryCallOptions): Promise<WorkerList>;
  /** The worker of exactly this id, else the variants that it stands for: `<id>-cuda`, `<id>-cpu` … */
  find(id: string, options?: RegistryCallOptions): Promise<FoundWorkers>;
  pkgbuild(worker: WorkerMetadata, options?: RegistryCallOptions): Promise<string>;
  /** A local file that the recipe's `source` names. */
  file(worker: WorkerMetadata, name: string, options?: RegistryCallOptions): Promise<Uint8Array>;
  /**
   * The OpenPGP key of a fingerprint that the recipe's `validpgpkeys` names, which recipes carry in
   * `keys/pgp/<fingerprint>.asc`; `undefined` when there is none. A registry without it has no keys.
   */
  key?(
    worker: WorkerMetadata,
    fingerprint: string,
    options?: RegistryCallOptions,
  ): Promise<Uint8Array | undefined>;
}

/** A worker of the registry, seen from this machine. */
export type AvailableWorker =
  | { readonly state: 'installed'; readonly worker: WorkerMetadata; readonly installed: WorkerBinary }
  | { readonly state: 'installable'; readonly worker: WorkerMetadata }
  | { readonly state: 'unsupported'; readonly worker: WorkerMetadata; readonly reason: string };

export interface AvailableWorkers {
  readonly workers: readonly AvailableWorker[];
  /** One sentence for each entry of the registry that could not be read. */
  readonly problems: readonly string[];
}

/** How sources are fetched. */
export type SourceOptions = Pick<
  FetchSourcesOptions,
  | 'acceptExpiredKeys'
  | 'credentials'
  | 'extraCertificates'
  | 'git'
  | 'keyring'
  | 'mirrors'
  | 'offline'
  | 'proxy'
  | 'signatures'
>;

export interface WorkerProvisionerOptions {
  readonly catalog: FilesystemCatalog<WorkerBinary>;
  readonly registry: WorkerRegistry;
  /** What this machine is. */
  readonly host: Host;
  /** The environment that builds choose their allow-listed variables from, `PATH` above all. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Performs every HTTP request for sources; no proxy or extra certificate then. @default `fetchSources`' own */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Sent as a bearer token to the origins that a licensed worker's entry names, as far as the user (`licenseOrigins`) or
   * the registry's `trustOf` allows them, and nowhere else.
   */
  readonly licenseToken?: string | undefined;
  /** The origins, such as `https://downloads.example.org`, that the user trusts with the token. @default none */
  readonly licenseOrigins?: readonly string[] | undefined;
  /** Where sources are kept for the next time, shared by processes. @default the catalog's `@cache/sources` */
  readonly sourceCacheDir?: string | undefined;
  /** How sources are fetched: proxy, mirrors, credentials and so on. @default as `fetchSources` does */
  readonly sources?: SourceOptions | undefined;
  /** The hardware to choose variants for. @default this machine's, found out when it matters */
  readonly hardware?: HardwareSnapshot | undefined;
  /** Facts to put in place of what is found out. @default none */
  readonly hardwareOverride?: PartialSnapshot | undefined;
  /** How long a new program may take to show that it works. @default 20_000 */
  readonly probeMilliseconds?: number | undefined;
  /** The clock. @default the system's */
  readonly now?: (() => Date) | undefined;
}

/** How to choose among the variants of a worker. */
export interface VariantOptions {
  /** Only this backend, such as `cpu`. @default any */
  readonly backend?: string | undefined;
  /** Whether the CPU may be chosen on a machine whose GPU no variant can use. @default false */
  readonly allowCpuFallback?: boolean | undefined;
}

/** Options of a plan. */
export interface PlanOptions extends RegistryCallOptions, VariantOptions {
  /** As with an installation: what is installed already does not count. @default false */
  readonly force?: boolean | undefined;
  /** As with an installation. @default 'prefer' */
  readonly sandbox?: 'require' | 'prefer' | 'off' | undefined;
}

/** Options of an installation. */
export interface ProvisionWorkerOptions extends ProvisionOptions<ProvisionEvent>, VariantOptions {
  /** Whether the recipe's functions may use the network; fetching the sources always may. @default false */
  readonly network?: boolean | undefined;
  /**
   * Whether the recipe's functions, and the new program while it proves itself, run in a sandbox: `prefer` does without where there is none, `require` fails.
   * @default 'prefer'
   */
  readonly sandbox?: 'require' | 'prefer' | 'off' | undefined;
  /** Build and install anew what is installed already. @default false */
  readonly force?: boolean | undefined;
  /**
   * Whether to wait while another process installs the same worker; if not, the call rejects with
   * ArtifactCatalogError `BUSY`. @default true
   */
  readonly wait?: boolean | undefined;
  /** Refuse any other recipe and any other source than these. @default none */
  readonly locked?: LockedWorker | undefined;
}

/** Takes workers from a registry entry to a program in the catalog's folder. */
export interface WorkerProvisioner extends ArtifactProvisioner<WorkerBinary, ProvisionEvent> {
  /** Builds and installs without recording. */
  provision(id: string, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  /** Builds, installs and records in one step; answers at once when the same recipe is installed. */
  provisionAndAdd(id: string, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  /** As `provisionAndAdd`, for the one worker of a folder or URL with a PKGBUILD. */
  provisionAndAddFrom(recipes: SingleRecipeRegistry, options: ProvisionWorkerOptions): Promise<WorkerBinary>;
  /** Says what `provisionAndAdd` would do, and why, without doing it. */
  plan(id: string, options?: PlanOptions): Promise<ProvisionPlan>;
  /** As `plan`, for the one worker of a folder or URL with a PKGBUILD. */
  planFrom(recipes: SingleRecipeRegistry, options?: PlanOptions): Promise<ProvisionPlan>;
  /** What is known of the hardware. */
  hardware(options?: CallOptions): Promise<HardwareSnapshot>;
  /** The sources that are kept for the next time. */
  readonly sourceCache: SourceCache;
  /** Every worker of the registry with its state on this machine. */
  available(options?: RegistryCallOptions): Promise<AvailableWorkers>;
  /**
   * Which sources of an installed worker follow a branch that names another commit by now. None when the registry
   * has another recipe of it.
   *
   * @throws SourceFetchError when a remote cannot be asked; ProvisionError, ArchError
   */
  movedSources(installed: WorkerBinary, options: MovedSourcesOptions): Promise<readonly MovedSource[]>;
}

/** Options of `movedSources`. */
export interface MovedSourcesOptions extends CallOptions {
  /** What the registry says of the worker. */
  readonly worker: WorkerMetadata;
}

/** A registry of one worker: a folder or a URL with a PKGBUILD. */
export interface SingleRecipeRegistry extends WorkerRegistry {
  /** The worker's id: its `pkgbase`, or the id in the `worker.json` beside it. */
  readonly id: string;
}
