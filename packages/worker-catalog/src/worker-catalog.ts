import type { CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import {
  type AvailableWorkers,
  type CachePruneOptions,
  type CachePruning,
  type CacheVerification,
  type FailedBuild,
  type HardwareSnapshot,
  type NeedsReport,
  openFolderRecipe,
  openUrlRecipe,
  type PlanOptions,
  type ProvisionPlan,
  type PruneFailedOptions,
  type RegistryCallOptions,
  requireOptionsOf,
  type SingleRecipeRegistry,
} from '@rbee/worker-provisioner';
import { requireOptions } from './check-options.js';
import { type DiskUsage, diskUsage } from './disk-usage.js';
import type { CatalogExchange } from './exchange/catalog-exchange.js';
import { InstalledCatalog } from './installed-catalog.js';
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
  registryCallSchema,
} from './option-schemas.js';
import type { OpenOptions, ProvisionOptions } from './types.js';
import { findOutdated } from './versions/find-outdated.js';
import type { OutdatedOptions, OutdatedWorker } from './versions/outdated.js';
import { workerIdOf } from './versions/versions.js';

/** The workers installed on this machine, and the way to install more. */
export class WorkerCatalog extends InstalledCatalog implements OperableCatalog {
  readonly #parts: CatalogParts;
  /** How many versions of a worker stay after an installation. */
  readonly keepVersions: number;

  private constructor(parts: CatalogParts) {
    super(parts);
    this.#parts = parts;
    this.keepVersions = parts.keepVersions;
  }

  /**
   * Opens the catalog, making its folder when it is missing. No request is made.
   *
   * @throws ArtifactCatalogError `IO` when the folder cannot be made
   * @throws ArchError `OS_UNKNOWN`, `ARCHITECTURE_UNKNOWN`
   * @throws ProvisionError `REGISTRY_INVALID` when the registry's URL is not valid
   * @throws WorkerCatalogError `INVALID_OPTIONS`, `LICENSE_FILE_UNSAFE`
   * @example
   * const catalog = await WorkerCatalog.open({ root: '/srv/workers', registry: 'https://workers.example.org' });
   */
  static async open(options: OpenOptions = {}): Promise<WorkerCatalog> {
    return new WorkerCatalog(await openParts(options));
  }

  /**
   * Takes a worker from its registry entry to a program in the catalog, and records it. Resolves at once when the
   * same recipe is installed. When it fails or `signal` aborts, nothing is left behind.
   *
   * @throws ProvisionError, ArchError, SourceFetchError, ExecuteError, ArtifactCatalogError; the signal's reason
   * @example
   * const worker = await catalog.provisionAndAdd('llama-cpp-cpu', { jobId: 'job-1', signal, onEvent });
   */
  async provisionAndAdd(workerId: string, options: ProvisionOptions): Promise<WorkerBinary> {
    requireOptionsOf('provision', options, 'provisionAndAdd');
    return this.#installing(() => this.#parts.provisioner.provisionAndAdd(workerId, options));
  }

  /**
   * As `provisionAndAdd`, without recording: `add` does that.
   *
   * @example
   * await catalog.add(await catalog.provision('llama-cpp-cpu', { jobId: 'job-1' }));
   */
  provision(workerId: string, options: ProvisionOptions): Promise<WorkerBinary> {
    return this.#parts.provisioner.provision(workerId, options);
  }

  /**
   * As `provisionAndAdd`, for a folder or an http(s) URL with a PKGBUILD: no registry is used.
   *
   * @param location the path or the `file:`, http or https URL of a PKGBUILD, or of the folder that has it
   * @example
   * const worker = await catalog.provisionAndAddFrom('/srv/recipes/hello', { jobId: 'job-1' });
   */
  async provisionAndAddFrom(location: string, options: ProvisionOptions): Promise<WorkerBinary> {
    requireOptionsOf('provision', options, 'provisionAndAddFrom');
    const recipe = await this.#openRecipe(location, options);
    return this.#installing(() => this.#parts.provisioner.provisionAndAddFrom(recipe, options));
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
   * @example
   * await catalog.trusting(['https://shop.example.org']).provisionAndAdd('premium-cpu', { jobId: 'job-1' });
   */
  trusting(licenseOrigins: readonly string[]): WorkerCatalog {
    requireOptionsOf('licenseOrigins', licenseOrigins, 'trusting');
    const { provisionerTrusting } = this.#parts;
    return new WorkerCatalog({ ...this.#parts, provisioner: provisionerTrusting(licenseOrigins) });
  }

  /**
   * What `provisionAndAdd` would do, and why, without doing it: nothing is written, fetched or run.
   *
   * @example
   * const { action, worker } = await catalog.plan('llama-cpp-cpu');
   */
  plan(workerId: string, options?: PlanOptions): Promise<ProvisionPlan> {
    return this.#parts.provisioner.plan(workerId, options);
  }

  /**
   * As `plan`, for what `provisionAndAddFrom` takes.
   *
   * @example
   * const plan = await catalog.planFrom('/srv/recipes/hello/PKGBUILD');
   */
  async planFrom(location: string, options: PlanOptions = {}): Promise<ProvisionPlan> {
    requireOptionsOf('plan', options, 'planFrom');
    return this.#parts.provisioner.planFrom(await this.#openRecipe(location, options), options);
  }

  /**
   * The hardware to choose for: that of this machine, unless `open` was given another.
   *
   * @example
   * const { cuda, vulkan } = await catalog.hardware();
   */
  hardware(options?: CallOptions): Promise<HardwareSnapshot> {
    return this.#parts.provisioner.hardware(options);
  }

  /**
   * What the registry's workers for this machine name as needed, what of it is missing, and the command that brings it.
   *
   * @example
   * const { missing, command } = await catalog.needs({ signal });
   */
  needs(options?: RegistryCallOptions): Promise<NeedsReport> {
    return this.#parts.provisioner.needs(options);
  }

  /**
   * Every worker of the registry with the verdict on it: what it is to this machine, why, and what can be done.
   *
   * @example
   * for (const { id, verdict } of (await catalog.available()).workers) console.log(id, verdict.state);
   */
  async available(options: RegistryCallOptions = {}): Promise<AvailableWorkers> {
    requireOptions('available', registryCallSchema, options);
    const { signal } = options;
    return this.#parts.provisioner.available({ ...options, current: await this.versions({ signal }) });
  }

  /**
   * The installed workers of which the registry has a newer version, or, if asked for, whose sources have moved.
   *
   * @example
   * for (const { workerId } of await catalog.outdated()) console.log(`${workerId} has a newer version`);
   */
  async outdated(options: OutdatedOptions = {}): Promise<OutdatedWorker[]> {
    requireOptions('outdated', outdatedSchema, options);
    const { signal, onEvent } = options;
    const [installed, available] = await Promise.all([
      this.versions({ signal }),
      this.available({ signal, onEvent }),
    ]);
    const planFrom = (location: string) => this.planFrom(location, { signal });
    return findOutdated(installed, { available, provisioner: this.#parts.provisioner, planFrom, ...options });
  }

  /**
   * What each worker, the kept sources and unfinished installations take on disk.
   *
   * @example
   * const usage = await catalog.diskUsage();
   */
  async diskUsage(options: CallOptions = {}): Promise<DiskUsage> {
    requireOptions('diskUsage', callSchema, options);
    const { sourceCache, failedBuilds } = this.#parts.provisioner;
    return diskUsage({ artifacts: this.#parts.artifacts, sourceCache, failedBuilds }, options);
  }

  /**
   * Removes kept sources that were not used for long or are too much; never what is in use.
   *
   * @example
   * await catalog.pruneCache({ maxBytes: 20 * 2 ** 30 });
   */
  async pruneCache(options: CachePruneOptions): Promise<CachePruning> {
    requireOptions('pruneCache', pruneCacheSchema, options);
    return this.#parts.provisioner.sourceCache.prune(options);
  }

  /**
   * The builds that failed and are kept, the newest first.
   *
   * @example
   * const [newest] = await catalog.failedBuilds();
   */
  async failedBuilds(options: CallOptions = {}): Promise<readonly FailedBuild[]> {
    requireOptions('failedBuilds', callSchema, options);
    return this.#parts.provisioner.failedBuilds.list(options);
  }

  /**
   * Removes all of them but those that are gone on with right now; returns what was removed, or would be.
   *
   * @example
   * const removed = await catalog.pruneFailedBuilds({ dryRun: true });
   */
  async pruneFailedBuilds(options: PruneFailedOptions = {}): Promise<readonly FailedBuild[]> {
    requireOptions('pruneFailedBuilds', pruneFailedSchema, options);
    return this.#parts.provisioner.failedBuilds.prune(options);
  }

  /**
   * Rereads all kept sources and removes those that changed on disk.
   *
   * @example
   * const { removed } = await catalog.verifyCache();
   */
  async verifyCache(options: CallOptions = {}): Promise<CacheVerification> {
    requireOptions('verifyCache', callSchema, options);
    return this.#parts.provisioner.sourceCache.verify(options);
  }

  /**
   * What moves built workers to and from other machines; loaded when it is asked for.
   *
   * @example
   * const { push } = await catalog.exchange();
   */
  async exchange(): Promise<CatalogExchange> {
    const { createCatalogExchange } = await import('./exchange/catalog-exchange.js');
    const installed = (install: () => Promise<WorkerBinary>) => this.#installing(install);
    return createCatalogExchange(this.#parts, { installed });
  }

  /**
   * What was installed, removed and trusted, and whether the history is as it was written.
   *
   * @example
   * const { entries, brokenAt } = await catalog.history();
   */
  async history(options: CallOptions = {}): Promise<History> {
    requireOptions('history', callSchema, options);
    return this.#parts.ledger.read(options);
  }

  /**
   * Adds to the history what the user decided, such as whom to trust.
   *
   * @example
   * await catalog.note({ what: 'trusted', whom: keyId, for: 'oci://store.example.org/workers' });
   */
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

  /** What was just installed becomes the current version; only so many older versions are kept. */
  async #makeCurrent(worker: WorkerBinary): Promise<WorkerBinary> {
    const workerId = workerIdOf(worker);
    await this.#parts.versions.unselect(workerId);
    await this.prune({ keep: this.keepVersions, workerId });
    return worker;
  }

  #openRecipe(location: string, { signal }: CallOptions): Promise<SingleRecipeRegistry> {
    const { architecture } = this.#parts.host;
    if (/^https?:\/\//.test(location))
      return openUrlRecipe(location, { architecture, signal, fetch: this.#parts.fetch });
    return openFolderRecipe(recipeFolder(location), { architecture, signal });
  }
}
