import type {
  ArtifactCatalog,
  CallOptions,
  CatalogProblem,
  FilesystemCatalog,
  Platform,
  WatchOptions,
  WorkerBinary,
  WorkerType,
} from '@rbee/artifact-catalog';
import {
  type AvailableWorkers,
  type CachePruneOptions,
  type CachePruning,
  type CacheVerification,
  type FailedBuild,
  type HardwareSnapshot,
  type Host,
  type NeedsReport,
  openFolderRecipe,
  openUrlRecipe,
  type PlanOptions,
  type ProvisionPlan,
  type PruneFailedOptions,
  type RegistryCallOptions,
  requireOptionsOf,
  type SingleRecipeRegistry,
  type WorkerProvisioner,
} from '@rbee/worker-provisioner';
import { requireOptions } from './check-options.js';
import { type DiskUsage, diskUsage } from './disk-usage.js';
import type { CatalogExchange } from './exchange/catalog-exchange.js';
import { type History, type LedgerNote, ledgerNoteSchema } from './ledger/ledger.js';
import { installedNote, noteQuietly } from './ledger/notes.js';
import { type CatalogParts, openParts } from './open/open-parts.js';
import { recipeFolder } from './open/recipe-folder.js';
import type {
  CatalogOperationName,
  CatalogOperationOf,
  CatalogOperationResults,
} from './operations/operation.js';
import { performOperation } from './operations/perform.js';
import type { OperableCatalog, PerformOptions } from './operations/performance.js';
import {
  callSchema,
  outdatedSchema,
  performSchema,
  pruneCacheSchema,
  pruneFailedSchema,
  pruneSchema,
  registryCallSchema,
  typeAndPlatformSchema,
  watchSchema,
} from './option-schemas.js';
import type { OpenOptions, ProvisionOptions } from './types.js';
import { type CheckedWorker, checkBeforeSpawn, requireInside } from './verify/spawn-check.js';
import type { Stamps } from './verify/tree-stamp.js';
import type { Verification } from './verify/verification.js';
import { verifyWorker } from './verify/verify-worker.js';
import { findOutdated } from './versions/find-outdated.js';
import { newestUsable } from './versions/newest-usable.js';
import type { OutdatedOptions, OutdatedWorker } from './versions/outdated.js';
import type { PruneOptions } from './versions/prune-options.js';
import type { VersionKeeper } from './versions/version-keeper.js';
import { type WorkerVersions, workerIdOf } from './versions/versions.js';

/** The workers installed on this machine, and the way to install more. */
export class WorkerCatalog implements ArtifactCatalog<WorkerBinary>, OperableCatalog {
  readonly #parts: CatalogParts;
  readonly #artifacts: FilesystemCatalog<WorkerBinary>;
  readonly #provisioner: WorkerProvisioner;
  readonly #versions: VersionKeeper;
  readonly #stamps: Stamps;
  readonly #host: Host;
  readonly #fetch: typeof globalThis.fetch;
  /** How many versions of a worker stay after an installation. */
  readonly keepVersions: number;

  private constructor(parts: CatalogParts) {
    this.#parts = parts;
    this.#artifacts = parts.artifacts;
    this.#provisioner = parts.provisioner;
    this.#versions = parts.versions;
    this.#stamps = parts.stamps;
    this.keepVersions = parts.keepVersions;
    this.#host = parts.host;
    this.#fetch = parts.fetch;
  }

  /**
   * Opens the catalog, making its folder when it is missing. No request is made.
   *
   * @throws ArtifactCatalogError `IO` when the folder cannot be made
   * @throws ArchError `OS_UNKNOWN`, `ARCHITECTURE_UNKNOWN`
   * @throws ProvisionError `REGISTRY_INVALID` when the registry's URL is not valid
   * @throws WorkerCatalogError `INVALID_OPTIONS`, `LICENSE_FILE_UNSAFE`
   */
  static async open(options: OpenOptions = {}): Promise<WorkerCatalog> {
    return new WorkerCatalog(await openParts(options));
  }

  /** The catalog's folder. */
  get root(): string {
    return this.#artifacts.root;
  }

  /**
   * The same workers as plain artifacts, for what works on any catalog: vendors above all.
   *
   * @example
   * const provisioner = new MultiVendorProvisioner<WorkerBinary>({ catalog: catalog.artifacts, vendors, fileName, describe });
   */
  get artifacts(): FilesystemCatalog<WorkerBinary> {
    return this.#artifacts;
  }

  /**
   * Takes a worker from its registry entry to a program in the catalog, and records it. Resolves at once when the
   * same recipe is installed. When it fails or `signal` aborts, nothing is left behind.
   *
   * @throws ProvisionError, ArchError, SourceFetchError, ExecuteError, ArtifactCatalogError; the signal's reason
   */
  async provisionAndAdd(workerId: string, options: ProvisionOptions): Promise<WorkerBinary> {
    requireOptionsOf('provision', options, 'provisionAndAdd');
    return this.#installing(() => this.#provisioner.provisionAndAdd(workerId, options));
  }

  /** As `provisionAndAdd`, without recording: `add` does that. */
  provision(workerId: string, options: ProvisionOptions): Promise<WorkerBinary> {
    return this.#provisioner.provision(workerId, options);
  }

  /**
   * As `provisionAndAdd`, for a folder or an http(s) URL with a PKGBUILD: no registry is used.
   *
   * @param location the path or the `file:`, http or https URL of a PKGBUILD, or of the folder that has it
   */
  async provisionAndAddFrom(location: string, options: ProvisionOptions): Promise<WorkerBinary> {
    requireOptionsOf('provision', options, 'provisionAndAddFrom');
    const recipe = await this.#openRecipe(location, options);
    return this.#installing(() => this.#provisioner.provisionAndAddFrom(recipe, options));
  }

  /**
   * Does an operation: what the methods of this class do, as plain data. Daemons and command lines perform what was
   * asked of them.
   *
   * @param operation checked to the last field before anything is done
   * @throws WorkerCatalogError `INVALID_OPERATION`, `NOT_INSTALLED`, `RUNNING`; what the operation throws; the signal's reason
   * @example
   * const { removed } = await catalog.perform({ operation: 'catalog_prune', keep: 2 }, { jobId: 'job-1' });
   */
  async perform<Name extends CatalogOperationName>(
    operation: CatalogOperationOf<Name>,
    options: PerformOptions,
  ): Promise<CatalogOperationResults[Name]> {
    requireOptions('perform', performSchema, options);
    return performOperation(this, operation, options);
  }

  /**
   * The same catalog, whose installations and plans trust these origins with the licence token, too.
   *
   * @throws ProvisionError `INVALID_OPTIONS`
   */
  trusting(licenseOrigins: readonly string[]): WorkerCatalog {
    requireOptionsOf('licenseOrigins', licenseOrigins, 'trusting');
    const { provisionerTrusting } = this.#parts;
    return new WorkerCatalog({ ...this.#parts, provisioner: provisionerTrusting(licenseOrigins) });
  }

  /** What `provisionAndAdd` would do, and why, without doing it: nothing is written, fetched or run. */
  plan(workerId: string, options?: PlanOptions): Promise<ProvisionPlan> {
    return this.#provisioner.plan(workerId, options);
  }

  /** As `plan`, for what `provisionAndAddFrom` takes. */
  async planFrom(location: string, options: PlanOptions = {}): Promise<ProvisionPlan> {
    requireOptionsOf('plan', options, 'planFrom');
    return this.#provisioner.planFrom(await this.#openRecipe(location, options), options);
  }

  /** The hardware to choose for: that of this machine, unless `open` was given another. */
  hardware(options?: CallOptions): Promise<HardwareSnapshot> {
    return this.#provisioner.hardware(options);
  }

  /** What the registry's workers for this machine name as needed, what of it is missing, and the command that brings it. */
  needs(options?: RegistryCallOptions): Promise<NeedsReport> {
    return this.#provisioner.needs(options);
  }

  /** Every worker of the registry with the verdict on it: what it is to this machine, why, and what can be done. */
  async available(options: RegistryCallOptions = {}): Promise<AvailableWorkers> {
    requireOptions('available', registryCallSchema, options);
    const { signal } = options;
    return this.#provisioner.available({ ...options, current: await this.#versions.list({ signal }) });
  }

  /**
   * The installed worker of a type for a platform: of several the highest version (by vercmp) that is `Available`
   * and whose program exists; `undefined` when there is none. Where a version was chosen by `select` or `rollback`,
   * the other versions of that worker are left out.
   */
  async findByTypeAndPlatform(
    workerType: WorkerType,
    platform: Platform,
    options: CallOptions = {},
  ): Promise<WorkerBinary | undefined> {
    requireOptions('findByTypeAndPlatform', typeAndPlatformSchema, { ...options, workerType, platform });
    const groups = await this.#versions.list(options);
    const candidates = groups
      .flatMap(({ versions, current, pinned }) => (pinned ? [current] : versions))
      .filter((worker) => worker.workerType === workerType && worker.platform === platform);
    return newestUsable(this.#artifacts, candidates, options);
  }

  /** The installed workers with their versions, and which one is current. */
  async versions(options: CallOptions = {}): Promise<WorkerVersions[]> {
    requireOptions('versions', callSchema, options);
    return this.#versions.list(options);
  }

  /**
   * An installed worker by its full id, or by its id without the version: then the current version.
   *
   * @throws WorkerCatalogError `NOT_INSTALLED`
   */
  async requireInstalled(id: string, options: CallOptions = {}): Promise<WorkerBinary> {
    requireOptions('requireInstalled', callSchema, options);
    return this.#versions.require(id, options);
  }

  /**
   * Makes an installed version the current one, until another is selected or installed.
   *
   * @param artifactId as it is listed: its full id, `ID@VERSION`, or the id alone for its newest version
   * @throws WorkerCatalogError `NOT_INSTALLED`
   */
  async select(artifactId: string, options: CallOptions = {}): Promise<WorkerBinary> {
    requireOptions('select', callSchema, options);
    return this.#versions.select(artifactId, options);
  }

  /** Makes the next older installed version the current one. @throws WorkerCatalogError `NOT_INSTALLED`, `NO_PREVIOUS_VERSION` */
  async rollback(workerId: string, options: CallOptions = {}): Promise<WorkerBinary> {
    requireOptions('rollback', callSchema, options);
    return this.#versions.rollback(workerId, options);
  }

  /** Removes old versions, or with `dryRun` only returns them; the current one always stays. */
  async prune(options: PruneOptions): Promise<WorkerBinary[]> {
    requireOptions('prune', pruneSchema, options);
    const pruned = await this.#versions.prune(options);
    if (options.dryRun === true) return pruned;
    for (const { id } of pruned) await this.#forget(id);
    return pruned;
  }

  /** The installed workers of which the registry has a newer version, or, if asked for, whose sources have moved. */
  async outdated(options: OutdatedOptions = {}): Promise<OutdatedWorker[]> {
    requireOptions('outdated', outdatedSchema, options);
    const { signal, onEvent } = options;
    const [installed, available] = await Promise.all([
      this.#versions.list({ signal }),
      this.available({ signal, onEvent }),
    ]);
    const planFrom = (location: string) => this.planFrom(location, { signal });
    return findOutdated(installed, { available, provisioner: this.#provisioner, planFrom, ...options });
  }

  /** Removes what jobs that died left behind; what a live one made stays. Resolves with the removed paths. */
  async repair(options: CallOptions = {}): Promise<string[]> {
    requireOptions('repair', callSchema, options);
    return this.#artifacts.sweep(options);
  }

  /**
   * Rereads everything of an installed worker, and returns each way in which it differs from its record.
   *
   * @throws ArtifactCatalogError `NOT_FOUND`
   */
  async verify(id: string, options: CallOptions = {}): Promise<Verification> {
    requireOptions('verify', callSchema, options);
    return verifyWorker(this.#artifacts, await this.#artifacts.get(id, options), options);
  }

  /**
   * Checks that a worker is what was installed, before it is started: cheaply while its files are as they were when they
   * were last read, else by reading them.
   *
   * @throws ArtifactCatalogError `NOT_FOUND`; WorkerCatalogError `PROGRAM_OUTSIDE`, `WORKER_CHANGED`
   */
  async checkBeforeSpawn(id: string, options: CallOptions = {}): Promise<CheckedWorker> {
    requireOptions('checkBeforeSpawn', callSchema, options);
    return checkBeforeSpawn({ artifacts: this.#artifacts, stamps: this.#stamps }, id, options);
  }

  /**
   * The path of an installed worker's program.
   *
   * @throws ArtifactCatalogError `NOT_FOUND`; WorkerCatalogError `PROGRAM_OUTSIDE`
   */
  async workerPath(id: string, options: CallOptions = {}): Promise<string> {
    requireOptions('workerPath', callSchema, options);
    const worker = await this.#artifacts.get(id, options);
    await requireInside(this.#artifacts, worker, options);
    return worker.path;
  }

  async add(worker: WorkerBinary, options: CallOptions = {}): Promise<void> {
    requireOptions('add', callSchema, options);
    return this.#artifacts.add(worker, options);
  }

  async get(id: string, options: CallOptions = {}): Promise<WorkerBinary> {
    requireOptions('get', callSchema, options);
    return this.#artifacts.get(id, options);
  }

  async list(options: CallOptions = {}): Promise<WorkerBinary[]> {
    requireOptions('list', callSchema, options);
    return this.#artifacts.list(options);
  }

  async remove(id: string, options: CallOptions = {}): Promise<void> {
    requireOptions('remove', callSchema, options);
    await this.#artifacts.remove(id, options);
    await this.#forget(id);
  }

  async contains(id: string, options: CallOptions = {}): Promise<boolean> {
    requireOptions('contains', callSchema, options);
    return this.#artifacts.contains(id, options);
  }

  async count(options: CallOptions = {}): Promise<number> {
    requireOptions('count', callSchema, options);
    return this.#artifacts.count(options);
  }

  async isEmpty(options: CallOptions = {}): Promise<boolean> {
    requireOptions('isEmpty', callSchema, options);
    return this.#artifacts.isEmpty(options);
  }

  /** Entries of the catalog's folder that cannot be read as a worker. */
  async problems(options: CallOptions = {}): Promise<CatalogProblem[]> {
    requireOptions('problems', callSchema, options);
    return this.#artifacts.problems(options);
  }

  /**
   * Emits which workers are added, changed and removed, by any process, until the signal is aborted; rejects then with
   * its reason. A `watch-start` comes first: every change after it is emitted.
   */
  async watch(options: WatchOptions): Promise<never> {
    requireOptions('watch', watchSchema, options);
    return this.#artifacts.watch(options);
  }

  /** What each worker, the kept sources and unfinished installations take on disk. */
  async diskUsage(options: CallOptions = {}): Promise<DiskUsage> {
    requireOptions('diskUsage', callSchema, options);
    const { sourceCache, failedBuilds } = this.#provisioner;
    return diskUsage({ artifacts: this.#artifacts, sourceCache, failedBuilds }, options);
  }

  /** Removes kept sources that were not used for long or are too much; never what is in use. */
  async pruneCache(options: CachePruneOptions): Promise<CachePruning> {
    requireOptions('pruneCache', pruneCacheSchema, options);
    return this.#provisioner.sourceCache.prune(options);
  }

  /** The builds that failed and are kept, the newest first. */
  async failedBuilds(options: CallOptions = {}): Promise<readonly FailedBuild[]> {
    requireOptions('failedBuilds', callSchema, options);
    return this.#provisioner.failedBuilds.list(options);
  }

  /** Removes all of them but those that are gone on with right now; returns what was removed, or would be. */
  async pruneFailedBuilds(options: PruneFailedOptions = {}): Promise<readonly FailedBuild[]> {
    requireOptions('pruneFailedBuilds', pruneFailedSchema, options);
    return this.#provisioner.failedBuilds.prune(options);
  }

  /** Rereads all kept sources and removes those that changed on disk. */
  async verifyCache(options: CallOptions = {}): Promise<CacheVerification> {
    requireOptions('verifyCache', callSchema, options);
    return this.#provisioner.sourceCache.verify(options);
  }

  /** What moves built workers to and from other machines; loaded when it is asked for. */
  async exchange(): Promise<CatalogExchange> {
    const { createCatalogExchange } = await import('./exchange/catalog-exchange.js');
    const installed = (install: () => Promise<WorkerBinary>) => this.#installing(install);
    return createCatalogExchange(this.#parts, { installed });
  }

  /** What was installed, removed and trusted, and whether the history is as it was written. */
  async history(options: CallOptions = {}): Promise<History> {
    requireOptions('history', callSchema, options);
    return this.#parts.ledger.read(options);
  }

  /** Adds to the history what the user decided, such as whom to trust. */
  async note(note: LedgerNote, options: CallOptions = {}): Promise<void> {
    requireOptions('note', callSchema, options);
    await this.#parts.ledger.add(ledgerNoteSchema.parse(note), options);
  }

  async #installing(install: () => Promise<WorkerBinary>): Promise<WorkerBinary> {
    const since = Date.now();
    const worker = await install();
    if (Date.parse(worker.addedAt) >= since) await noteQuietly(this.#parts.ledger, installedNote(worker));
    return this.#makeCurrent(worker);
  }

  async #forget(id: string): Promise<void> {
    await this.#stamps.remove(id);
    await noteQuietly(this.#parts.ledger, { what: 'removed', worker: id });
  }

  /** What was just installed becomes the current version; only so many older versions are kept. */
  async #makeCurrent(worker: WorkerBinary): Promise<WorkerBinary> {
    const workerId = workerIdOf(worker);
    await this.#versions.unselect(workerId);
    await this.prune({ keep: this.keepVersions, workerId });
    return worker;
  }

  #openRecipe(location: string, { signal }: CallOptions): Promise<SingleRecipeRegistry> {
    const { architecture } = this.#host;
    if (/^https?:\/\//.test(location))
      return openUrlRecipe(location, { architecture, signal, fetch: this.#fetch });
    return openFolderRecipe(recipeFolder(location), { architecture, signal });
  }
}
