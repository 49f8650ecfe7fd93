import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { RegistryCallOptions } from './call-options.js';

/** All workers of a registry, and the entries that could not be read. */
export interface WorkerList {
  readonly workers: readonly WorkerMetadata[];
  /** One sentence for each entry that was left out. */
  readonly problems: readonly string[];
}

/** One worker, or several variants of one. */
export type FoundWorkers = readonly [WorkerMetadata, ...WorkerMetadata[]];

/** How far a registry is trusted with what is on this machine. */
export interface RegistryTrust {
  /**
   * What of this machine its recipes may name as sources beside the files that come with them: `files` is anything
   * (`file:///…`, `git+file:///…`), `servers` is what a server on this machine serves, `none` is neither.
   */
  readonly localSources: 'files' | 'servers' | 'none';
  /** The origins that its entries may name for the license token; `any` is every https origin and this machine. */
  readonly licenseOrigins: 'any' | readonly string[];
}

/** `verified` is signed by the registry's keys; `unsigned` was allowed by the user. */
export type RegistrySignature = 'verified' | 'unsigned';

/** Where recipes come from. Errors are `ProvisionError`s; an unknown id is `WORKER_NOT_FOUND`. */
export interface WorkerRegistry {
  /** What to call it in messages and in provenance: a URL or folder, without credentials. */
  readonly origin: string;
  /** Of several registries as one, the origin that a worker came from. */
  readonly originOf?: ((worker: WorkerMetadata) => string) | undefined;
  /** How far it is trusted, of several registries the one that a worker came from. @default not at all */
  readonly trustOf?: ((worker: WorkerMetadata) => RegistryTrust) | undefined;
  /** How it is known that what is said of a worker is its registry's word. @default nothing is said of it */
  readonly signatureOf?: ((worker: WorkerMetadata) => RegistrySignature | undefined) | undefined;
  list(options?: RegistryCallOptions): Promise<WorkerList>;
  /** The worker of exactly this id, else its variants: `<id>-cuda`, `<id>-cpu` … */
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

/** A registry of one worker: a folder or a URL with a PKGBUILD. */
export interface SingleRecipeRegistry extends WorkerRegistry {
  /** The worker's id: its `pkgbase`, or the id in the `worker.json` beside it. */
  readonly id: string;
}

/** Whether a registry is a folder or URL with one recipe, which the user named. */
export function isSingleRecipe(registry: WorkerRegistry): registry is SingleRecipeRegistry {
  return 'id' in registry;
}
