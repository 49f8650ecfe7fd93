import type { CallOptions, FilesystemCatalog, ModelEntry } from '@rbee/artifact-catalog';
import type { ModelFacts } from './gguf/model-facts.js';
import { collectFacts, readModelFacts, readPart, readSource } from './gguf/read-model-facts.js';
import { remoteSource } from './gguf/remote-source.js';
import { type DiskUsage, diskUsage } from './keep/disk-usage.js';
import { type ModelPruning, pruneModels } from './keep/prune-models.js';
import { type ModelVerification, verifyModel } from './keep/verify-model.js';
import { type CatalogParts, openParts } from './open-parts.js';
import { planSchema, provisionSchema, pruneSchema, requireOptions, searchSchema } from './option-schemas.js';
import type {
  OpenOptions,
  PlanOptions,
  ProvisionModelOptions,
  PruneOptions,
  SearchOptions,
} from './options.js';
import { planModel } from './provision/plan-model.js';
import { provisionModel } from './provision/provision-model.js';
import { withDownload } from './provision/with-download.js';
import type { FoundModel, ModelPlan, ResolvedModel } from './types.js';
import type { ModelVendor } from './vendors/model-vendor.js';
import { wrapErrors } from './wrap-error.js';

/** How many models a search returns when nothing says otherwise. */
const DEFAULT_SEARCH_LIMIT = 20;

/**
 * The models on this machine, and the way to get more. Every method takes a `signal`, rejects with its reason when it is
 * aborted, and with a `ModelCatalogError` else.
 */
export class ModelCatalog {
  readonly #parts: CatalogParts;
  readonly #models: FilesystemCatalog<ModelEntry>;

  private constructor(parts: CatalogParts) {
    this.#parts = parts;
    this.#models = parts.models;
  }

  /**
   * Opens the catalog, making its folder when it is missing. No request is made.
   * @throws ModelCatalogError `INVALID_OPTIONS`, `IO`
   *
   * @example
   * ```ts
   * const catalog = await ModelCatalog.open({ huggingFace: { token } });
   * ```
   */
  static async open(options: OpenOptions = {}): Promise<ModelCatalog> {
    return new ModelCatalog(await openParts(options));
  }

  /** The catalog's folder. */
  get root(): string {
    return this.#models.root;
  }

  /** Those that bring models, in the order in which they are asked; each can be used alone, as `VendorSource` has it. */
  get vendors(): readonly ModelVendor[] {
    return this.#parts.vendors.map((vendor) =>
      'download' in vendor ? (vendor as ModelVendor) : withDownload(vendor, this.#parts.fetching),
    );
  }

  /**
   * Takes a model from a reference to a recorded entry: finds its files, checks the disk, fetches and verifies them, reads
   * what they say, and puts them into the catalog by one rename. A model that the same words brought before is returned
   * without asking a server. What a call that was cancelled or failed received is resumed by the next one.
   *
   * @param reference `hf:org/repo[:quantization or file][@revision]`, a URL with its digest, an absolute path, `ollama:…`
   * or `lmstudio:…`
   * @throws ModelCatalogError with any code
   *
   * @example
   * ```ts
   * const model = await catalog.provisionAndAdd('hf:org/repo:Q4_K_M', { jobId: 'job-1', signal, onEvent });
   * console.log(model.path);
   * ```
   */
  async provisionAndAdd(reference: string, options: ProvisionModelOptions): Promise<ModelEntry> {
    requireOptions('provisionAndAdd', provisionSchema, options);
    return wrapErrors(options.signal, () => provisionModel(this.#parts, reference, options));
  }

  /**
   * Says what `provisionAndAdd` would do: which files of which commit, their sizes, licence and terms, what the disk has.
   * Nothing is fetched or written.
   *
   * @example
   * ```ts
   * const { files, bytes, gated, disk } = await catalog.plan('hf:org/repo');
   * ```
   */
  async plan(reference: string, options: PlanOptions = {}): Promise<ModelPlan> {
    requireOptions('plan', planSchema, options);
    return wrapErrors(options.signal, () => planModel(this.#parts, reference, options));
  }

  /**
   * What the header of a GGUF model says: of one in the catalog, or of a plan, from whose server only the header is read.
   * @throws ModelCatalogError `INVALID_MODEL` also for a model of another format
   *
   * @example
   * ```ts
   * const facts = await catalog.facts(await catalog.plan('hf:org/repo'));
   * ```
   */
  async facts(model: ModelEntry | ResolvedModel, { signal }: CallOptions = {}): Promise<ModelFacts> {
    return wrapErrors(signal, () =>
      'path' in model
        ? readModelFacts(model.path, { signal, followLinks: model.storage === 'reference' })
        : this.#resolvedFacts(model, signal),
    );
  }

  /**
   * Looks for GGUF models on the hub, those with the most downloads first.
   * @example
   * ```ts
   * for (const { id, downloads } of await catalog.search('qwen', { limit: 5 })) console.log(id, downloads);
   * ```
   */
  async search(query: string, options: SearchOptions = {}): Promise<FoundModel[]> {
    requireOptions('search', searchSchema, options);
    const { signal, limit = DEFAULT_SEARCH_LIMIT } = options;
    return wrapErrors(signal, () => this.#parts.hub.search(query, { limit, signal }));
  }

  /**
   * All readable models, sorted by id.
   * @example
   * ```ts
   * for (const { id, size } of await catalog.list()) console.log(id, size);
   * ```
   */
  list(options: CallOptions = {}): Promise<ModelEntry[]> {
    return wrapErrors(options.signal, () => this.#models.list(options));
  }

  /**
   * Reads a model and marks it as used now. @throws ModelCatalogError `NOT_FOUND`
   * @example
   * ```ts
   * const { path } = await catalog.get('hf:org/repo:Q4_K_M');
   * ```
   */
  get(id: string, options: CallOptions = {}): Promise<ModelEntry> {
    return wrapErrors(options.signal, () => this.#models.get(id, options));
  }

  /**
   * Whether a model is recorded.
   * @example
   * ```ts
   * if (await catalog.contains('hf:org/repo:Q4_K_M')) console.log('is there');
   * ```
   */
  contains(id: string, options: CallOptions = {}): Promise<boolean> {
    return wrapErrors(options.signal, () => this.#models.contains(id, options));
  }

  /**
   * How many models `list` returns.
   * @example
   * ```ts
   * console.log(`${await catalog.count()} models`);
   * ```
   */
  count(options: CallOptions = {}): Promise<number> {
    return wrapErrors(options.signal, () => this.#models.count(options));
  }

  /**
   * Removes a model with its files; the files of a model that is only referenced stay where they are.
   * @throws ModelCatalogError `NOT_FOUND`
   * @example
   * ```ts
   * await catalog.remove('hf:org/repo:Q4_K_M');
   * ```
   */
  remove(id: string, options: CallOptions = {}): Promise<void> {
    return wrapErrors(options.signal, () => this.#models.remove(id, options));
  }

  /**
   * Reads a model's files again and compares them with the record. @throws ModelCatalogError `NOT_FOUND`
   * @example
   * ```ts
   * const verification = await catalog.verify('hf:org/repo:Q4_K_M');
   * ```
   */
  verify(id: string, options: CallOptions = {}): Promise<ModelVerification> {
    return wrapErrors(options.signal, async () =>
      verifyModel(await this.#models.get(id, options), this.#models.folderOf(id), options),
    );
  }

  /**
   * Removes downloads that were given up, and, where that is asked for, models that are not used.
   * @example
   * ```ts
   * await catalog.prune();
   * ```
   */
  async prune(options: PruneOptions = {}): Promise<ModelPruning> {
    requireOptions('prune', pruneSchema, options);
    return wrapErrors(options.signal, () => pruneModels(this.#parts, options));
  }

  /**
   * What the models and their downloads take on disk.
   * @example
   * ```ts
   * const usage = await catalog.diskUsage();
   * ```
   */
  diskUsage(options: CallOptions = {}): Promise<DiskUsage> {
    return wrapErrors(options.signal, () => diskUsage(this.#models, options));
  }

  #resolvedFacts({ files }: ResolvedModel, signal: AbortSignal | undefined): Promise<ModelFacts> {
    const weights = files.filter(({ role }) => role === 'weights');
    const { ask, hubSettings } = this.#parts;
    return collectFacts(weights, async ({ origin, name, size }) => {
      if (origin.type === 'path') return readPart(origin.path, { signal, followLinks: true });
      const isHub =
        hubSettings.token !== undefined &&
        new URL(origin.url).origin === new URL(hubSettings.endpoint).origin;
      const headers: Record<string, string> = isHub ? { authorization: `Bearer ${hubSettings.token}` } : {};
      return readSource(remoteSource(name, origin.url, { fetch: ask, signal, headers, size }), { signal });
    });
  }
}
