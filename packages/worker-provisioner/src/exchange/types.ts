import type { CallOptions, FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import type { HardwareSnapshot } from '@rbee-internal/hardware';
import type { RegistryCredentials } from '@rbee-internal/oci';
import type { PublicKey } from '@rbee-internal/signing';

/** A repository that holds built workers, and whom it is trusted for. */
export interface WorkerStore {
  /** `oci://host[:port]/repository`; http on loopback and with `oci+http:`, else https. */
  readonly reference: string;
  /** Whose signature counts here. @default none */
  readonly keys?: readonly PublicKey[] | undefined;
  /** @default none */
  readonly credentials?: RegistryCredentials | undefined;
}

/** What moving workers from machine to machine depends on. */
export interface ExchangeContext {
  readonly catalog: FilesystemCatalog<WorkerBinary>;
  readonly host: Host;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  /** The machine that a worker has to run on. */
  readonly hardware: (call: CallOptions) => Promise<HardwareSnapshot>;
  /** Where the hive's own key is, or is made. */
  readonly signingKeyFile?: string | undefined;
}

/** What moving a worker emits. */
export type ExchangeEvent =
  /** A layer is moved. */
  | { readonly type: 'layer-start'; readonly digest: string; readonly bytes: number }
  /** It is there already, and not moved again. */
  | { readonly type: 'layer-kept'; readonly digest: string; readonly bytes: number }
  /** Of all layers together, in bytes. */
  | { readonly type: 'layer-progress'; readonly received: number; readonly total: number }
  /** Who vouches for the worker. */
  | { readonly type: 'signer'; readonly keyId: string; readonly reference: string };

/** Options of every call that moves a worker. */
export interface ExchangeCall extends CallOptions {
  readonly onEvent?: ((event: ExchangeEvent) => void) | undefined;
}

/** What was pushed. */
export interface PushedWorker {
  readonly workerId: string;
  /** Of the manifest. */
  readonly digest: string;
  readonly tags: readonly string[];
  /** Bytes that were sent: of what the store had, none. */
  readonly sentBytes: number;
  /** The keys that signed. */
  readonly signedBy: readonly string[];
}

/** A worker that was installed from a store or a file. */
export interface PulledWorker {
  readonly worker: WorkerBinary;
  /** Bytes that came; of what an installed version has, none. */
  readonly receivedBytes: number;
  /** The key that vouches for it; absent where that was not asked for. */
  readonly signedBy?: string;
}
