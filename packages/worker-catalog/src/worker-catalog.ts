import path from 'node:path';
import {
  type ArtifactCatalog,
  type CallOptions,
  type CatalogProblem,
  defaultCatalogFolder,
  FilesystemCatalog,
  type Platform,
  type WorkerBinary,
  type WorkerType,
  workerBinaryCodec,
} from '@rbee/artifact-catalog';
import {
  type AvailableWorkers,
  createHttpRegistry,
  createWorkerProvisioner,
  detectHost,
  type Host,
  openFolderRecipe,
  openUrlRecipe,
  type ProvisionPlan,
  type RegistryCallOptions,
  type SingleRecipeRegistry,
  type WorkerProvisioner,
} from '@rbee/worker-provisioner';
import { currentProcessFacts } from './environment.js';
import { newestUsable } from './newest-usable.js';
import type { OpenOptions, ProvisionOptions } from './types.js';

/** Where a registry is expected when nothing names one. */
export const DEFAULT_REGISTRY_URL = 'http://localhost:8787';

/** The workers installed on this machine, and the way to install more. */
export class WorkerCatalog implements ArtifactCatalog<WorkerBinary> {
  readonly #artifacts: FilesystemCatalog<WorkerBinary>;
  readonly #provisioner: WorkerProvisioner;
  readonly #host: Host;
  readonly #fetch: OpenOptions['fetch'];

  private constructor(parts: CatalogParts) {
    this.#artifacts = parts.artifacts;
    this.#provisioner = parts.provisioner;
    this.#host = parts.host;
    this.#fetch = parts.fetch;
  }

  /**
   * Opens the catalog, making its folder when it is missing. No request is made.
   *
   * @throws ArtifactCatalogError `IO` when the folder cannot be made
   * @throws ArchError `OS_UNKNOWN`, `ARCHITECTURE_UNKNOWN`
   * @throws ProvisionError `REGISTRY_INVALID` when the registry's URL is none
   */
  static async open(options: OpenOptions = {}): Promise<WorkerCatalog> {
    const facts = options.process ?? currentProcessFacts();
    const { env, homeDir, platform } = facts;
    const host = detectHost(facts);
    const { registry = env.WORKER_CATALOG_URL || DEFAULT_REGISTRY_URL, fetch, licenseToken } = options;
    const artifacts = await FilesystemCatalog.open({
      root: options.root ?? defaultCatalogFolder('workers', { platform, env, homeDir }),
      codec: workerBinaryCodec,
      signal: options.signal,
    });
    const provisioner = createWorkerProvisioner({
      catalog: artifacts,
      registry: createHttpRegistry(typeof registry === 'string' ? { url: registry, fetch } : registry),
      host,
      env,
      fetch,
      licenseToken,
    });
    return new WorkerCatalog({ artifacts, provisioner, host, fetch });
  }

  /** The catalog's folder. */
  get root(): string {
    return this.#artifacts.root;
  }

  /**
   * Takes a worker from its registry entry to a program in the catalog, and records it. Answers at once when the
   * same recipe is installed. Whatever fails, or when `signal` aborts, nothing is left behind.
   *
   * @throws ProvisionError, ArchError, SourceFetchError, ExecuteError, ArtifactCatalogError; the signal's reason
   */
  provisionAndAdd(workerId: string, options: ProvisionOptions): Promise<WorkerBinary> {
    return this.#provisioner.provisionAndAdd(workerId, options);
  }

  /** As `provisionAndAdd`, without recording: `add` does that. */
  provision(workerId: string, options: ProvisionOptions): Promise<WorkerBinary> {
    return this.#provisioner.provision(workerId, options);
  }

  /**
   * As `provisionAndAdd`, for a folder or an http(s) URL with a PKGBUILD: no registry is asked.
   *
   * @param location a path, or the URL of a PKGBUILD or of the folder that has it
   */
  async provisionAndAddFrom(location: string, options: ProvisionOptions): Promise<WorkerBinary> {
    const recipe = await this.#openRecipe(location, options);
    return this.#provisioner.provisionAndAddFrom(recipe, options);
  }

  /** Says what `provisionAndAdd` would do, and why, without doing it: nothing is written, fetched or run. */
  plan(workerId: string, options?: RegistryCallOptions): Promise<ProvisionPlan> {
    return this.#provisioner.plan(workerId, options);
  }

  /** As `plan`, for what `provisionAndAddFrom` takes. */
  async planFrom(location: string, options: RegistryCallOptions = {}): Promise<ProvisionPlan> {
    return this.#provisioner.planFrom(await this.#openRecipe(location, options), options);
  }

  /** Every worker of the registry: installed, installable, or unsupported with the reason. */
  available(options?: CallOptions): Promise<AvailableWorkers> {
    return this.#provisioner.available(options);
  }

  /**
   * The installed worker of a type for a platform: of several the highest version (by vercmp) that is `Available`
   * and whose program exists; `undefined` when there is none.
   */
  async findByTypeAndPlatform(
    workerType: WorkerType,
    platform: Platform,
    options?: CallOptions,
  ): Promise<WorkerBinary | undefined> {
    const workers = await this.#artifacts.list(options);
    return newestUsable(
      workers.filter((worker) => worker.workerType === workerType && worker.platform === platform),
      options,
    );
  }

  /** The path of an installed worker's program. @throws ArtifactCatalogError `NOT_FOUND` */
  async workerPath(id: string, options?: CallOptions): Promise<string> {
    const worker = await this.#artifacts.get(id, options);
    return worker.path;
  }

  add(worker: WorkerBinary, options?: CallOptions): Promise<void> {
    return this.#artifacts.add(worker, options);
  }

  get(id: string, options?: CallOptions): Promise<WorkerBinary> {
    return this.#artifacts.get(id, options);
  }

  list(options?: CallOptions): Promise<WorkerBinary[]> {
    return this.#artifacts.list(options);
  }

  remove(id: string, options?: CallOptions): Promise<void> {
    return this.#artifacts.remove(id, options);
  }

  contains(id: string, options?: CallOptions): Promise<boolean> {
    return this.#artifacts.contains(id, options);
  }

  count(options?: CallOptions): Promise<number> {
    return this.#artifacts.count(options);
  }

  isEmpty(options?: CallOptions): Promise<boolean> {
    return this.#artifacts.isEmpty(options);
  }

  /** Entries of the catalog's folder that are no readable worker. */
  problems(options?: CallOptions): Promise<CatalogProblem[]> {
    return this.#artifacts.problems(options);
  }

  #openRecipe(location: string, { signal }: CallOptions): Promise<SingleRecipeRegistry> {
    const { architecture } = this.#host;
    return /^https?:\/\//.test(location)
      ? openUrlRecipe(location, { architecture, signal, fetch: this.#fetch })
      : openFolderRecipe(path.resolve(location), { architecture, signal });
  }
}

interface CatalogParts {
  readonly artifacts: FilesystemCatalog<WorkerBinary>;
  readonly provisioner: WorkerProvisioner;
  readonly host: Host;
  readonly fetch: OpenOptions['fetch'];
}
