import type { CallOptions, WorkerBinary } from '@rbee/artifact-catalog';
import { ProvisionError } from '@rbee/worker-provisioner';
import {
  createWorkerExchange,
  type ExchangeCall,
  type PulledWorker,
  type PullOptions,
  type PushedWorker,
  requireReference,
  type WorkerExchange,
  type WorkerStatements,
  type WorkerStore,
} from '@rbee/worker-provisioner/exchange';
import { isSigningKeyError, keyIdOf, type PublicKey, parsePublicKey } from '@rbee-internal/signing';
import { noteQuietly } from '../ledger/notes.js';
import type { CatalogParts } from '../open/open-parts.js';
import { compareRebuilt } from './compare-rebuilt.js';
import type { RebuildOptions, RebuildReport } from './rebuild-types.js';

/** Moves built workers to and from other machines, and says what is known of them. */
export interface CatalogExchange
  extends Pick<WorkerExchange, 'exportTo' | 'importFrom' | 'pull' | 'statements'> {
  /** Puts an installed worker into a store. */
  push(worker: WorkerBinary, store: WorkerStore, call?: ExchangeCall): Promise<PushedWorker>;
  /** Builds an installed worker again, elsewhere, and names each way in which the result differs. */
  rebuild(worker: WorkerBinary, options: RebuildOptions): Promise<RebuildReport>;
  /** @throws ProvisionError `REFERENCE_INVALID` */
  requireStore(reference: string): void;
  /** The id of a key. */
  keyId(key: PublicKey): string;
  /** Reads a public key: PEM, 64 hex digits, or TUF's JSON. */
  parseKey(text: string): PublicKey;
  /** The public half of this hive's key, which is made at first use. */
  ownKey(): Promise<{ readonly id: string; readonly pem: string }>;
}

export interface ExchangeHooks {
  /** Notes what was installed, and makes it current. */
  readonly installed: (install: () => Promise<WorkerBinary>) => Promise<WorkerBinary>;
}

/** The exchange of a catalog. */
export function createCatalogExchange(parts: CatalogParts, { installed }: ExchangeHooks): CatalogExchange {
  const { artifacts: catalog, host, fetch, provisioner, signingKeyFile, ledger } = parts;
  const exchange = createWorkerExchange({
    ...{ catalog, host, fetch, signingKeyFile },
    now: () => new Date(),
    hardware: (call: CallOptions) => provisioner.hardware(call),
  });
  const installing = async (pull: () => Promise<PulledWorker>): Promise<PulledWorker> => {
    let pulled: PulledWorker | undefined;
    const worker = await installed(async () => {
      pulled = await pull();
      return pulled.worker;
    });
    return { receivedBytes: 0, ...pulled, worker };
  };
  return {
    async push(worker, store, call) {
      const pushed = await exchange.push(worker, store, call);
      await noteQuietly(ledger, { what: 'pushed', worker: worker.id, to: store.reference });
      return pushed;
    },
    pull: (store: WorkerStore, options?: PullOptions) => installing(() => exchange.pull(store, options)),
    importFrom: (file, keys, options) => installing(() => exchange.importFrom(file, keys, options)),
    exportTo: exchange.exportTo,
    statements: (worker, call): Promise<WorkerStatements> => exchange.statements(worker, call),
    rebuild: (worker, options) => compareRebuilt(parts, worker, options),
    requireStore: (reference) => void requireReference(reference),
    keyId: keyIdOf,
    parseKey,
    ownKey: () => ownKey(signingKeyFile),
  };
}

/** @throws ProvisionError `KEY_UNUSABLE` */
function parseKey(text: string): PublicKey {
  try {
    return parsePublicKey(text);
  } catch (error) {
    if (!isSigningKeyError(error)) throw error;
    const { message, hint } = error;
    throw new ProvisionError({ code: 'KEY_UNUSABLE', message, hint, cause: error });
  }
}

async function ownKey(file: string | undefined) {
  const { openHiveKey } = await import('@rbee/worker-provisioner/exchange');
  const { formatPublicKey } = await import('@rbee-internal/signing');
  if (file === undefined) throw new TypeError('The catalog was opened without a signingKeyFile.');
  const { id, publicKey } = await openHiveKey(file);
  return { id, pem: formatPublicKey(publicKey) };
}
