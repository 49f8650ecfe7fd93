import type { CallOptions } from '@rbee/artifact-catalog';
import type { DownloadFileOptions } from '@rbee/source-fetcher';
import type { ProcessFacts } from './environment.js';
import type { ModelEvent } from './events.js';
import type { FileDigest, StorageMode } from './types.js';
import type { HuggingFaceOptions } from './vendors/hugging-face/hugging-face-vendor.js';
import type { ModelVendor } from './vendors/model-vendor.js';

/** How files are downloaded and servers are asked: as `downloadFile` of `@rbee/source-fetcher` has it. */
export type DownloadSettings = Pick<
  DownloadFileOptions,
  | 'clock'
  | 'connections'
  | 'credentials'
  | 'extraCertificates'
  | 'limits'
  | 'mirrors'
  | 'offline'
  | 'proxy'
  | 'rangeBytes'
  | 'retry'
>;

/** Options of `ModelCatalog.open`. */
export interface OpenOptions extends CallOptions {
  /** The catalog's folder, absolute; made when missing. @default `~/.cache/rbee/models`, or the system's place for it */
  readonly root?: string | undefined;
  /** The hub that `hf:` references are of. @default huggingface.co without a token */
  readonly huggingFace?: HuggingFaceOptions | undefined;
  /** @default as `downloadFile` has it, with the proxies that the environment names */
  readonly downloads?: DownloadSettings | undefined;
  /** Performs every request; no proxy or extra certificate then. @default one with the settings of `downloads` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Vendors of your own, asked before the built-in ones. @default none */
  readonly vendors?: readonly ModelVendor[] | undefined;
  /** Where ollama's models may be. @default `$OLLAMA_MODELS`, and the places where ollama keeps them */
  readonly ollamaFolders?: readonly string[] | undefined;
  /** Where LM Studio's models may be. @default `~/.lmstudio/models` */
  readonly lmStudioFolders?: readonly string[] | undefined;
  /** Environment, home folder and platform. @default this process's own */
  readonly process?: ProcessFacts | undefined;
}

/** Options of `ModelCatalog.plan`. */
export interface PlanOptions extends CallOptions {
  /** Of a URL: the digest that its file must have. @default the one in the URL's fragment */
  readonly digest?: FileDigest | undefined;
  /** The id that the model gets. @default one that is made from the reference */
  readonly id?: string | undefined;
}

/** Options of `ModelCatalog.provisionAndAdd`. */
export interface ProvisionModelOptions extends PlanOptions {
  /** Every event of the call carries it. */
  readonly jobId: string;
  /** Called for each event, in order. What it throws ends the call. */
  readonly onEvent?: ((event: ModelEvent) => void) | undefined;
  /**
   * How files that are on this machine come into the catalog. Of what is downloaded it says nothing.
   * @default 'reference' for ollama's and LM Studio's models, else 'copy'
   */
  readonly storage?: StorageMode | undefined;
  /**
   * Whether a model that is in the catalog is looked up again, and replaced when its publisher has other files now.
   * @default false
   */
  readonly update?: boolean | undefined;
  /** Whether to wait for another process that works on the same model; if not, the call rejects with `BUSY`. @default true */
  readonly wait?: boolean | undefined;
}

/** Options of `ModelCatalog.search`. */
export interface SearchOptions extends CallOptions {
  /** From 1 to 100. @default 20 */
  readonly limit?: number | undefined;
}

/** Options of `ModelCatalog.prune`. */
export interface PruneOptions extends CallOptions {
  /** Remove models that were not used for so long. @default none is removed for its age */
  readonly maxAgeMilliseconds?: number | undefined;
  /** Remove models, those not used for longest first, until the rest takes no more bytes. @default no bound */
  readonly maxBytes?: number | undefined;
  /** Remove downloads that are not complete and were not written to for so long. @default 604_800_000 (a week) */
  readonly partialAgeMilliseconds?: number | undefined;
  /** Remove nothing, only say what would be. @default false */
  readonly dryRun?: boolean | undefined;
}
