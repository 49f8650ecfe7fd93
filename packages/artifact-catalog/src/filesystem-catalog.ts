import { mkdir } from 'node:fs/promises';
import { showForeign } from '@rbee-internal/redact-url';
import { ownIdentity } from '@rbee-internal/system/process';
import { artifactFolder } from './catalog-layout.js';
import { add } from './change/add.js';
import { lockArtifact } from './change/lock.js';
import { promote } from './change/promote.js';
import { removeArtifact } from './change/remove-artifact.js';
import { createStagingFolder } from './change/staging.js';
import type { StagingFolder } from './change/staging-folder.js';
import { sweep } from './change/sweep.js';
import { touchRecord } from './change/touch-record.js';
import {
  AnyCallOptions,
  CatalogOptions,
  checkOptions,
  LockCallOptions,
  PromoteCallOptions,
  WatchCallOptions,
} from './check-options.js';
import type { Artifact } from './contracts/artifact.js';
import type { ArtifactCatalog } from './contracts/artifact-catalog.js';
import type { CallOptions } from './contracts/call-options.js';
import { readRecord } from './entry/record.js';
import { ArtifactCatalogError } from './errors.js';
import type { CatalogProblem } from './look/catalog-problem.js';
import type { CatalogUsage } from './look/catalog-usage.js';
import { type ArtifactLocation, locatePath } from './look/locate.js';
import { findProblems } from './look/problems.js';
import { isRecorded, readCatalog } from './look/read-catalog.js';
import { usageOf } from './look/usage.js';
import { watchCatalog } from './look/watch.js';
import {
  type FilesystemCatalogOptions,
  type LockOptions,
  type OpenCatalog,
  type PromoteOptions,
  resolveOptions,
  type WatchOptions,
} from './options.js';
import { type Deed, describingSystemErrors } from './system-errors.js';

/**
 * A catalog in a folder: one folder an artifact with `metadata.json` and the program in it. Several processes may use
 * one catalog at a time. Every method rejects with the signal's reason when it is cancelled, with `INVALID_ID` for an
 * id that can name no folder, and with `IO` when the system refuses.
 */
export class FilesystemCatalog<T extends Artifact> implements ArtifactCatalog<T> {
  /** The catalog's folder, absolute. */
  readonly root: string;
  readonly #catalog: OpenCatalog<T>;

  private constructor(catalog: OpenCatalog<T>) {
    this.root = catalog.root;
    this.#catalog = catalog;
  }

  /**
   * Opens the catalog at `root` and makes the folder when missing. @throws `INVALID_ROOT`, `INVALID_OPTIONS`, `IO`
   *
   * @example
   * ```ts
   * const catalog = await FilesystemCatalog.open({ root: '/srv/models', codec: modelEntryCodec });
   * ```
   */
  static async open<T extends Artifact>(options: FilesystemCatalogOptions<T>): Promise<FilesystemCatalog<T>> {
    checkOptions(CatalogOptions, 'FilesystemCatalog.open', options);
    const resolved = resolveOptions(options);
    const deed = { what: 'open the catalog', where: resolved.root, signal: options.signal };
    const owner = await describingSystemErrors(deed, async () => {
      await mkdir(resolved.root, { recursive: true });
      return ownIdentity();
    });
    return new FilesystemCatalog({ ...resolved, owner });
  }

  /**
   * The absolute folder of an id, whether or not it is there. @throws `INVALID_ID`
   * @example
   * ```ts
   * const weights = path.join(catalog.folderOf('org/model'), 'model.gguf');
   * ```
   */
  folderOf(id: string): string {
    return artifactFolder(this.#catalog, id);
  }

  /**
   * Records an artifact, in one step, whose folder may already hold the program.
   * @throws `ALREADY_EXISTS`, and `INVALID_ARTIFACT` when the codec could not read it back
   * @example
   * ```ts
   * await catalog.add(model);
   * ```
   */
  async add(artifact: T, options: CallOptions = {}): Promise<void> {
    refuseNoArtifact(artifact);
    const { deed } = this.#target('record the artifact', artifact.id, options);
    await describingSystemErrors(deed, () => add(this.#catalog, artifact, options.signal));
  }

  /**
   * Reads an artifact and sets its `last_accessed`, unless the disk is full or read-only. All else in the record
   * stays as it is.
   * @throws `NOT_FOUND`, `UNREADABLE_METADATA`, `INVALID_METADATA`
   * @example
   * ```ts
   * const model = await catalog.get('org/model');
   * ```
   */
  async get(id: string, { signal }: CallOptions = {}): Promise<T> {
    const { folder, deed } = this.#target('read the artifact', id, { signal });
    return describingSystemErrors(deed, async () => {
      if (!(await isRecorded(this.#catalog, folder, signal))) throw notFound(id);
      const stored = await readRecord(folder, this.#catalog.codec);
      if (stored === undefined) throw notFound(id);
      refuseOtherId(stored.artifact.id, { id, folder });
      signal?.throwIfAborted();
      await touchRecord(this.#catalog, { folder, file: stored.file }, signal);
      return stored.artifact;
    });
  }

  /**
   * All readable artifacts, sorted by id.
   * @example
   * ```ts
   * for (const { id, size } of await catalog.list()) console.log(id, size);
   * ```
   */
  async list({ signal }: CallOptions = {}): Promise<T[]> {
    const deed = this.#deed('list', signal);
    return describingSystemErrors(deed, async () => (await readCatalog(this.#catalog, signal)).artifacts);
  }

  /**
   * What stands in the catalog's folder and is not a readable artifact, or one whose `path` leads out of its folder,
   * sorted by folder. Nothing is done to it.
   * @example
   * ```ts
   * for (const { folder, code } of await catalog.problems()) console.log(folder, code);
   * ```
   */
  async problems({ signal }: CallOptions = {}): Promise<CatalogProblem[]> {
    const deed = this.#deed('look for problems in', signal);
    return describingSystemErrors(deed, () => findProblems(this.#catalog, signal));
  }

  /**
   * Where the `path` of an artifact leads, as the kernel resolves it. Only what is `inside` the artifact's own folder
   * is its program.
   * @example
   * ```ts
   * if ((await catalog.locate(model)) !== 'inside') throw new Error(`${model.id} is not to be used.`);
   * ```
   */
  async locate(artifact: T, options: CallOptions = {}): Promise<ArtifactLocation> {
    refuseNoArtifact(artifact);
    const { folder, deed } = this.#target('look for the program of', artifact.id, options);
    return describingSystemErrors(deed, () => locatePath(folder, artifact.path));
  }

  /**
   * Removes an artifact, readable or not, with its whole folder and nothing else: what its record says of a path does
   * not matter. It vanishes in one step; from then on the call is no longer cancelled.
   * @throws `NOT_FOUND`
   * @example
   * ```ts
   * await catalog.remove('org/model');
   * ```
   */
  async remove(id: string, { signal }: CallOptions = {}): Promise<void> {
    const { folder, deed } = this.#target('remove the artifact', id, { signal });
    const wasRecorded = await describingSystemErrors(deed, () =>
      removeArtifact(this.#catalog, folder, signal),
    );
    if (!wasRecorded) throw notFound(id);
  }

  /**
   * Whether a `metadata.json` stands in the id's folder. It is not read: `get` may still refuse it.
   * @example
   * ```ts
   * if (await catalog.contains('org/model')) console.log('is there');
   * ```
   */
  async contains(id: string, options: CallOptions = {}): Promise<boolean> {
    const { folder, deed } = this.#target('look for the artifact', id, options);
    return describingSystemErrors(deed, () => isRecorded(this.#catalog, folder, options.signal));
  }

  /**
   * How many artifacts `list` returns.
   * @example
   * ```ts
   * console.log(`${await catalog.count()} models`);
   * ```
   */
  async count(options: CallOptions = {}): Promise<number> {
    return (await this.list(options)).length;
  }

  /**
   * Whether `list` returns none.
   * @example
   * ```ts
   * if (await catalog.isEmpty()) console.log('nothing yet');
   * ```
   */
  async isEmpty(options: CallOptions = {}): Promise<boolean> {
    return (await this.count(options)) === 0;
  }

  /**
   * Makes a private folder on the catalog's own file system, to be promoted or disposed of.
   *
   * @example
   * ```ts
   * const staging = await catalog.createStagingFolder();
   * try { … await catalog.promote(staging.path, model, { record: true }); } finally { await staging.dispose(); }
   * ```
   */
  async createStagingFolder({ signal }: CallOptions = {}): Promise<StagingFolder> {
    checkOptions(AnyCallOptions, 'createStagingFolder', { signal });
    const deed = { what: 'make a staging folder in', where: this.root, signal };
    const staging = await describingSystemErrors(deed, () => createStagingFolder(this.#catalog));
    return {
      path: staging.path,
      dispose: () => describingSystemErrors({ what: 'remove', where: staging.path }, staging.dispose),
    };
  }

  /**
   * Makes a staged folder the artifact's own, in one step and on the disk for good. The program, `artifact.path`
   * below `folderOf(id)`, must be a regular file at the same place below the staged folder, reached over no link; the
   * staged folder must hold no `metadata.json`. A folder of the id without a record is replaced, with `replace` also a
   * recorded one. On failure the staged folder stays as it was.
   * @throws `ALREADY_EXISTS` for a recorded id without `replace`, `INVALID_ARTIFACT`
   * @example
   * ```ts
   * await catalog.promote(staging.path, model, { record: true });
   * ```
   */
  async promote(stagedFolder: string, artifact: T, options: PromoteOptions): Promise<void> {
    checkOptions(PromoteCallOptions, 'promote', options);
    refuseNoArtifact(artifact);
    const { record, replace, signal } = options;
    const { deed } = this.#target('promote the artifact to', artifact.id, { signal });
    const promotion = { stagedFolder, artifact, record, replace, signal };
    await describingSystemErrors(deed, () => promote(this.#catalog, promotion));
  }

  /**
   * Takes the lock of an id, to make and record it: the lock keeps out only those who ask for it. It is
   * given back by the returned function, which may be called again, or by the end of the process.
   * @throws `BUSY` without `wait`
   * @example
   * ```ts
   * const release = await catalog.lock('tiny-model', { label: 'download' });
   * try { … } finally { await release(); }
   * ```
   */
  async lock(id: string, options: LockOptions = {}): Promise<() => Promise<void>> {
    checkOptions(LockCallOptions, 'lock', options);
    const { folder, deed } = this.#target('lock the artifact', id, options);
    const giveBack = await describingSystemErrors(deed, () => lockArtifact(this.#catalog, id, options));
    return () => describingSystemErrors({ what: 'give back the lock of', where: folder }, giveBack);
  }

  /**
   * Reports which artifacts are added, changed and removed, by any process, until the signal is aborted; then rejects with
   * its reason. Changes in quick succession are reported as one; the last state is always reported.
   * @example
   * ```ts
   * await catalog.watch({ signal, onEvent: (event) => console.log(event.type) }); // until the signal
   * ```
   */
  async watch(options: WatchOptions): Promise<never> {
    checkOptions(WatchCallOptions, 'watch', options);
    const deed = this.#deed('watch', options.signal);
    return describingSystemErrors(deed, () => watchCatalog(this.#catalog, options));
  }

  /**
   * Removes what processes that have died left in the staging folder and of locks, and puts back what they were about
   * to replace. What a live process made, or one of another machine or container, is not touched.
   * @returns the absolute paths of what was removed
   * @example
   * ```ts
   * for (const path of await catalog.sweep()) console.log(`removed ${path}`);
   * ```
   */
  async sweep({ signal }: CallOptions = {}): Promise<string[]> {
    const deed = this.#deed('sweep', signal);
    return describingSystemErrors(deed, () => sweep(this.#catalog, signal));
  }

  /**
   * Measures every artifact with all its files, and the catalog's own folders.
   * @example
   * ```ts
   * const { artifacts } = await catalog.usage();
   * ```
   */
  async usage({ signal }: CallOptions = {}): Promise<CatalogUsage> {
    const deed = this.#deed('measure', signal);
    return describingSystemErrors(deed, () => usageOf(this.#catalog, signal));
  }

  #deed(what: string, signal: AbortSignal | undefined): Deed {
    checkOptions(AnyCallOptions, what, { signal });
    return { what: `${what} the catalog`, where: this.root, signal };
  }

  #target(what: string, id: string, { signal }: CallOptions): { folder: string; deed: Deed } {
    checkOptions(AnyCallOptions, what, { signal });
    signal?.throwIfAborted();
    const folder = this.folderOf(id);
    return { folder, deed: { what, where: folder, signal } };
  }
}

function notFound(id: string): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'NOT_FOUND',
    message: `The artifact "${showForeign(id)}" is not in the catalog.`,
  });
}

/** A caller without TypeScript may pass anything. */
function refuseNoArtifact(artifact: unknown): asserts artifact is Artifact {
  const isArtifact =
    typeof artifact === 'object' && artifact !== null && 'id' in artifact && 'path' in artifact;
  if (isArtifact && typeof artifact.path === 'string') return;
  throw new ArtifactCatalogError({
    code: 'INVALID_ARTIFACT',
    message: 'The artifact is not an object with at least an id and a path.',
  });
}

function refuseOtherId(stored: string, { id, folder }: { id: string; folder: string }): void {
  if (stored === id) return;
  throw new ArtifactCatalogError({
    code: 'INVALID_METADATA',
    message: `"${showForeign(folder)}" does not record the artifact "${showForeign(id)}": artifact.id is "${showForeign(stored)}".`,
    hint: 'Repair the field, or remove the artifact and install it again.',
  });
}
