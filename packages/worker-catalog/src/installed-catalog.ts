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
import { requireOptions } from './check-options.js';
import type { Ledger } from './ledger/ledger.js';
import { noteQuietly } from './ledger/notes.js';
import type { CatalogParts } from './open/open-parts.js';
import { callSchema, pruneSchema, typeAndPlatformSchema, watchSchema } from './option-schemas.js';
import { type CheckedWorker, checkBeforeSpawn, requireInside } from './verify/spawn-check.js';
import type { Stamps } from './verify/tree-stamp.js';
import type { Verification } from './verify/verification.js';
import { verifyWorker } from './verify/verify-worker.js';
import { newestUsable } from './versions/newest-usable.js';
import type { PruneOptions } from './versions/prune-options.js';
import type { VersionKeeper } from './versions/version-keeper.js';
import type { WorkerVersions } from './versions/versions.js';

/** The workers that are installed on this machine, their versions, and whether they are what was installed. */
export class InstalledCatalog implements ArtifactCatalog<WorkerBinary> {
  readonly #artifacts: FilesystemCatalog<WorkerBinary>;
  readonly #versions: VersionKeeper;
  readonly #stamps: Stamps;
  readonly #ledger: Ledger;

  protected constructor({
    artifacts,
    versions,
    stamps,
    ledger,
  }: Pick<CatalogParts, 'artifacts' | 'versions' | 'stamps' | 'ledger'>) {
    this.#artifacts = artifacts;
    this.#versions = versions;
    this.#stamps = stamps;
    this.#ledger = ledger;
  }

  /**
   * The catalog's folder.
   *
   * @example
   * console.log(catalog.root); // /home/me/.cache/rbee/workers
   */
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
   * The installed worker of a type for a platform: of several the highest version (by vercmp) that is `Available`
   * and whose program exists; `undefined` when there is none. Where a version was chosen by `select` or `rollback`,
   * the other versions of that worker are left out.
   *
   * @example
   * const worker = await catalog.findByTypeAndPlatform('CpuLlm', 'Linux');
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

  /**
   * The installed workers with their versions, and which one is current.
   *
   * @example
   * for (const { workerId, current, versions } of await catalog.versions()) console.log(workerId, current.version, versions.length);
   */
  async versions(options: CallOptions = {}): Promise<WorkerVersions[]> {
    requireOptions('versions', callSchema, options);
    return this.#versions.list(options);
  }

  /**
   * An installed worker by its full id, or by its id without the version: then the current version.
   *
   * @throws WorkerCatalogError `NOT_INSTALLED`
   * @example
   * const { path } = await catalog.requireInstalled('llama-cpp-cpu');
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
   * @example
   * await catalog.select('llama-cpp-cpu@1.0.0');
   */
  async select(artifactId: string, options: CallOptions = {}): Promise<WorkerBinary> {
    requireOptions('select', callSchema, options);
    return this.#versions.select(artifactId, options);
  }

  /**
   * Makes the next older installed version the current one. @throws WorkerCatalogError `NOT_INSTALLED`, `NO_PREVIOUS_VERSION`
   *
   * @example
   * const older = await catalog.rollback('llama-cpp-cpu');
   */
  async rollback(workerId: string, options: CallOptions = {}): Promise<WorkerBinary> {
    requireOptions('rollback', callSchema, options);
    return this.#versions.rollback(workerId, options);
  }

  /**
   * Removes old versions, or with `dryRun` only returns them; the current one always stays.
   *
   * @example
   * const removed = await catalog.prune({ keep: 2, dryRun: true });
   */
  async prune(options: PruneOptions): Promise<WorkerBinary[]> {
    requireOptions('prune', pruneSchema, options);
    const pruned = await this.#versions.prune(options);
    if (options.dryRun !== true) for (const { id } of pruned) await this.#forget(id);
    return pruned;
  }

  /**
   * Removes what jobs that died left behind; what a live one made stays. Resolves with the removed paths.
   *
   * @example
   * for (const removed of await catalog.repair()) console.log(`removed ${removed}`);
   */
  async repair(options: CallOptions = {}): Promise<string[]> {
    requireOptions('repair', callSchema, options);
    return this.#artifacts.sweep(options);
  }

  /**
   * Rereads everything of an installed worker, and returns each way in which it differs from its record.
   *
   * @throws ArtifactCatalogError `NOT_FOUND`
   * @example
   * const { verdict } = await catalog.verify('llama-cpp-cpu-v1.0.0-linux');
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
   * @example
   * const { program } = await catalog.checkBeforeSpawn(worker.id);
   */
  async checkBeforeSpawn(id: string, options: CallOptions = {}): Promise<CheckedWorker> {
    requireOptions('checkBeforeSpawn', callSchema, options);
    return checkBeforeSpawn({ artifacts: this.#artifacts, stamps: this.#stamps }, id, options);
  }

  /**
   * The path of an installed worker's program.
   *
   * @throws ArtifactCatalogError `NOT_FOUND`; WorkerCatalogError `PROGRAM_OUTSIDE`
   * @example
   * const program = await catalog.workerPath('llama-cpp-cpu-v1.0.0-linux');
   */
  async workerPath(id: string, options: CallOptions = {}): Promise<string> {
    requireOptions('workerPath', callSchema, options);
    const worker = await this.#artifacts.get(id, options);
    await requireInside(this.#artifacts, worker, options);
    return worker.path;
  }

  /**
   * Records a worker, in one step, whose folder may already hold the program. @throws ArtifactCatalogError `ALREADY_EXISTS`, `INVALID_ARTIFACT`
   *
   * @example
   * await catalog.add(worker);
   */
  async add(worker: WorkerBinary, options: CallOptions = {}): Promise<void> {
    requireOptions('add', callSchema, options);
    return this.#artifacts.add(worker, options);
  }

  /**
   * Reads a worker by its full id, and sets its `last_accessed`. @throws ArtifactCatalogError `NOT_FOUND`, `INVALID_METADATA`
   *
   * @example
   * const worker = await catalog.get('llama-cpp-cpu-v1.0.0-linux');
   */
  async get(id: string, options: CallOptions = {}): Promise<WorkerBinary> {
    requireOptions('get', callSchema, options);
    return this.#artifacts.get(id, options);
  }

  /**
   * All readable workers, sorted by id.
   *
   * @example
   * for (const { id, size } of await catalog.list()) console.log(id, size);
   */
  async list(options: CallOptions = {}): Promise<WorkerBinary[]> {
    requireOptions('list', callSchema, options);
    return this.#artifacts.list(options);
  }

  /**
   * Removes a worker with its whole folder. @throws ArtifactCatalogError `NOT_FOUND`
   *
   * @example
   * await catalog.remove('llama-cpp-cpu-v1.0.0-linux');
   */
  async remove(id: string, options: CallOptions = {}): Promise<void> {
    requireOptions('remove', callSchema, options);
    await this.#artifacts.remove(id, options);
    await this.#forget(id);
  }

  async #forget(id: string): Promise<void> {
    await this.#stamps.remove(id);
    await noteQuietly(this.#ledger, { what: 'removed', worker: id });
  }

  /**
   * Whether a worker is recorded under its full id.
   *
   * @example
   * if (await catalog.contains(worker.id)) console.log('installed');
   */
  async contains(id: string, options: CallOptions = {}): Promise<boolean> {
    requireOptions('contains', callSchema, options);
    return this.#artifacts.contains(id, options);
  }

  /**
   * How many workers `list` returns.
   *
   * @example
   * console.log(`${await catalog.count()} workers`);
   */
  async count(options: CallOptions = {}): Promise<number> {
    requireOptions('count', callSchema, options);
    return this.#artifacts.count(options);
  }

  /**
   * Whether `list` returns none.
   *
   * @example
   * if (await catalog.isEmpty()) console.log('nothing is installed');
   */
  async isEmpty(options: CallOptions = {}): Promise<boolean> {
    requireOptions('isEmpty', callSchema, options);
    return this.#artifacts.isEmpty(options);
  }

  /**
   * Entries of the catalog's folder that cannot be read as a worker.
   *
   * @example
   * for (const { folder } of await catalog.problems()) console.log(`${folder} cannot be read`);
   */
  async problems(options: CallOptions = {}): Promise<CatalogProblem[]> {
    requireOptions('problems', callSchema, options);
    return this.#artifacts.problems(options);
  }

  /**
   * Emits which workers are added, changed and removed, by any process, until the signal is aborted; rejects then with
   * its reason. A `watch-start` comes first: every change after it is emitted.
   *
   * @example
   * await catalog.watch({ signal, onEvent: (event) => console.log(event.type) }); // until the signal
   */
  async watch(options: WatchOptions): Promise<never> {
    requireOptions('watch', watchSchema, options);
    return this.#artifacts.watch(options);
  }
}
