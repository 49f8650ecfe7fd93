import type { WorkerLaunch } from './launch/types.js';

/** Operating systems as the catalog writes them. */
export type Platform = 'Linux' | 'MacOS' | 'Windows';

/** Backends the catalog knows by name. */
export type KnownWorkerType = 'CpuLlm' | 'CudaLlm' | 'MetalLlm' | 'RocmLlm' | 'VulkanLlm';

/** What kind of worker a program is; any further kind (image, speech …) is kept as the plain string it came as. */
export type WorkerType = KnownWorkerType | (string & Record<never, never>);

/** Whether an artifact can be used. The values are those of `metadata.json`. */
export type ArtifactStatus = 'Available' | 'Downloading' | { readonly Failed: { readonly error: string } };

/** What every kind of artifact has. Times are RFC 3339 text, sizes are bytes, paths are absolute. */
export interface Artifact {
  /** Unique in its catalog and opaque to it: `llm-worker-rbee-cpu-v0.1.0-linux`, `meta-llama/Llama-2-7b`. */
  readonly id: string;
  /** The program or file, inside the artifact's own folder. */
  readonly path: string;
  /** Bytes of the artifact: of its whole tree where it has one, else of what `path` names. */
  readonly size: number;
  readonly status: ArtifactStatus;
  readonly addedAt: string;
}

/** An installed worker program. */
export interface WorkerBinary extends Artifact {
  readonly workerType: WorkerType;
  readonly platform: Platform;
  readonly version: string;
  /** CPU architecture in Arch's terms, such as `x86_64`. */
  readonly architecture?: string;
  /** The id that was asked for, such as `llm-worker-rbee-cpu`. */
  readonly catalogId?: string;
  /** `sha256:` and 64 hex digits of the executable. */
  readonly digest?: string;
  /** `sha256:` digest of the whole tree, as `describeTree` gives it. */
  readonly treeDigest?: string;
  /** How it is started and what it serves; without one by the fixed rule. */
  readonly launch?: WorkerLaunch;
  readonly provenance?: Provenance;
}

/** Which bytes a program was made from, when, and by what. No value holds a credential. */
export interface Provenance {
  /** The registry, folder or URL that the recipe came from. */
  readonly origin: string;
  /** `sha256:` digest of the PKGBUILD. */
  readonly pkgbuildDigest: string;
  readonly sources: readonly SourceProvenance[];
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What kept the build from the rest of the machine, such as `bubblewrap`; `none` when nothing did. */
  readonly guard?: string;
  /** Why nothing did, where `guard` is `none`. */
  readonly guardReason?: string;
  /** Whether the recipe's functions could reach the network: allowed to, or with no guard to keep them from it. */
  readonly network?: boolean;
  /** What installed it: package name and version, such as `@rbee/worker-provisioner 1.2.0`. */
  readonly installedBy: string;
}

export interface SourceProvenance {
  /** The source entry without credentials. */
  readonly url: string;
  /** `sha256:` digest of a file. */
  readonly digest?: string;
  /** Commit of a version-controlled source. */
  readonly commit?: string;
  /** Fingerprint of the OpenPGP key whose signature of it counted. */
  readonly signedBy?: string;
}

/** Options of every asynchronous method. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A place that keeps artifacts. `get` and `remove` of what is not there reject with `NOT_FOUND`; an id that can
 * name no folder rejects with `INVALID_ID`.
 */
export interface ArtifactCatalog<T extends Artifact> {
  /** Records an artifact. @throws `ALREADY_EXISTS` for a recorded id. */
  add(artifact: T, options?: CallOptions): Promise<void>;
  /** Reads an artifact and sets its `last_accessed`. */
  get(id: string, options?: CallOptions): Promise<T>;
  /** All readable artifacts, sorted by id. What cannot be read is told by `problems`. */
  list(options?: CallOptions): Promise<T[]>;
  /** Removes the record and the artifact's whole folder. */
  remove(id: string, options?: CallOptions): Promise<void>;
  /** Whether the id is recorded. */
  contains(id: string, options?: CallOptions): Promise<boolean>;
  count(options?: CallOptions): Promise<number>;
  isEmpty(options?: CallOptions): Promise<boolean>;
}

/** An entry of the catalog's folder that is not a readable artifact, or not a sound one. Nothing is done to it. */
export interface CatalogProblem {
  /** The folder's absolute path. */
  readonly folder: string;
  readonly code:
    | 'FOREIGN_ENTRY'
    | 'MISSING_METADATA'
    | 'UNREADABLE_METADATA'
    | 'INVALID_METADATA'
    | 'ID_MISMATCH'
    /** It is listed, but its `path` leads out of its own folder: nothing there should be run. */
    | 'PATH_OUTSIDE';
  /** What is wrong and, for a bad field, its path. */
  readonly message: string;
}

/** What a catalog takes on disk, in bytes of its files. */
export interface CatalogUsage {
  /** Every recorded artifact with all its files, whether or not its record can be read, sorted by id. */
  readonly artifacts: readonly { readonly id: string; readonly bytes: number }[];
  /** The catalog's own folders and its users', by name: `@staging`, `@cache` … */
  readonly own: Readonly<Record<string, number>>;
  /** What else stands in the catalog's folder: folders without a record, and what is foreign. */
  readonly otherBytes: number;
  /** Folders that the system did not let us look into, sorted: what is in them is not counted. */
  readonly unreadable: readonly string[];
}

/** A private folder on the catalog's own file system, to make an artifact in before it is promoted. */
export interface StagingFolder {
  /** Absolute; mode 0700, with a name no one can guess. */
  readonly path: string;
  /** Removes the folder with all it holds, if it is still there. May be called again, and after a promotion. */
  dispose(): Promise<void>;
}

/** Who holds a lock, as far as is known. */
export interface LockHolder {
  /** The lock's file, absolute. */
  readonly file: string;
  readonly pid?: number;
  /** The name of the holder's machine; absent for the process that asks. */
  readonly machine?: string;
  /** RFC 3339 text, by the holder's clock. */
  readonly since?: string;
  /** What the holder said that it is for. */
  readonly label?: string;
}

/** Translates one kind of artifact between memory and the `artifact` object of `metadata.json`. */
export interface ArtifactCodec<T extends Artifact> {
  /**
   * @param stored the parsed `artifact` object
   * @throws `INVALID_METADATA`, naming the bad field
   */
  decode(stored: unknown): T;
  encode(artifact: T): Record<string, unknown>;
}

// --- Provisioning: fixed interfaces -------------------------------------------------------------

/** Options of a provisioning call. Every event it emits carries `jobId`. */
export interface ProvisionOptions<Event = unknown> extends CallOptions {
  readonly jobId: string;
  /** Called for each event, in order. What it throws ends the job. */
  readonly onEvent?: ((event: Event) => void) | undefined;
}

/** Makes an artifact from its id, without recording it in a catalog. */
export interface ArtifactProvisioner<T extends Artifact, Event = unknown> {
  supports(id: string): boolean;
  provision(id: string, options: ProvisionOptions<Event>): Promise<T>;
}

/** One place that artifacts can be downloaded from. */
export interface VendorSource<Event = unknown> {
  readonly name: string;
  supports(id: string): boolean;
  /** Puts the artifact at the path `destination` and answers how many bytes it wrote. */
  download(id: string, destination: string, options: ProvisionOptions<Event>): Promise<number>;
}
