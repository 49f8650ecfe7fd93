import { describeTree, type WorkerBinary } from '@rbee/artifact-catalog';
import { tagOf } from '@rbee-internal/oci';
import type { PublicKey } from '@rbee-internal/signing';
import { PROVENANCE_TYPE, SBOM_TYPE, statementSchema } from '../attest/statement.js';
import { describingSystemErrors } from '../errors.js';
import { attestationsOf } from './attested-worker.js';
import { openStore } from './open-store.js';
import { pullWorker } from './pull-worker.js';
import { pushWorker } from './push-worker.js';
import type { ExchangeCall, ExchangeContext, PulledWorker, PushedWorker, WorkerStore } from './types.js';
import { exportWorker, importWorker } from './worker-files.js';

/** Options of `pull` and `importFrom`. */
export interface PullOptions extends ExchangeCall {
  /** Whether a worker that no trusted key has signed is installed, too. @default false */
  readonly allowUnsigned?: boolean | undefined;
  /** Whether what is installed as the same version is replaced. @default false */
  readonly replace?: boolean | undefined;
}

/** Statements that are kept of a worker. */
export interface WorkerStatements {
  /** Sigstore bundles as text, the newest format of each kind. */
  readonly bundles: readonly string[];
  /** What they say, by the kind of statement. */
  readonly predicates: Readonly<Record<string, unknown>>;
}

/** Moves built workers between machines. */
export interface WorkerExchange {
  /** Puts an installed worker into a store. Its tag is the reference's, else its id with and without the version. */
  push(worker: WorkerBinary, store: WorkerStore, call?: ExchangeCall): Promise<PushedWorker>;
  /** Installs the worker that a store's reference names, if a key that is trusted for the store has signed it. */
  pull(store: WorkerStore, options?: PullOptions): Promise<PulledWorker>;
  /** Writes a worker into one file. */
  exportTo(file: string, worker: WorkerBinary, call?: ExchangeCall): Promise<PushedWorker>;
  /** Installs the worker of such a file, without a server. */
  importFrom(file: string, keys: readonly PublicKey[], options?: PullOptions): Promise<PulledWorker>;
  /** What is attested of an installed worker: signed now, where it was installed without. */
  statements(worker: WorkerBinary, call?: ExchangeCall): Promise<WorkerStatements>;
}

/**
 * Moves built workers between machines by OCI registries and files.
 * @example
 * const exchange = createWorkerExchange({ catalog, host, fetch, now, hardware, signingKeyFile });
 * await exchange.push(worker, { reference: 'oci://localhost:5000/workers' });
 */
export function createWorkerExchange(context: ExchangeContext): WorkerExchange {
  return {
    push: async (worker, target, call = {}) => {
      const { store, reference } = openStore(context, target);
      const id = worker.catalogId ?? worker.id;
      const tags =
        reference.tag === undefined ? [tagOf(`${id}-${worker.version}`), tagOf(id)] : [reference.tag];
      const work = () => pushWorker(context, { ...call, worker, store, tags });
      return describingSystemErrors(`push ${worker.id}`, { signal: call.signal, work });
    },
    pull: async (source, { allowUnsigned, ...options } = {}) => {
      const { store, reference } = openStore(context, source);
      const init = {
        ...{ ...options, store, place: `oci://${store.name}` },
        reference: reference.digest ?? reference.tag ?? 'latest',
        keys: allowUnsigned === true ? undefined : (source.keys ?? []),
      };
      const work = () => pullWorker(context, init);
      return describingSystemErrors(`install ${source.reference}`, { signal: options.signal, work });
    },
    exportTo: (file, worker, call = {}) => {
      const work = () => exportWorker(context, { ...call, file, worker });
      return describingSystemErrors(`export ${worker.id}`, { signal: call.signal, work });
    },
    importFrom: (file, keys, { allowUnsigned, ...options } = {}) => {
      const init = { ...options, file, keys: allowUnsigned === true ? undefined : keys };
      const work = () => importWorker(context, init);
      return describingSystemErrors(`import ${file}`, { signal: options.signal, work });
    },
    statements: (worker, call = {}) => {
      const work = () => statementsOf(context, worker, call);
      return describingSystemErrors(`attest ${worker.id}`, { signal: call.signal, work });
    },
  };
}

async function statementsOf(
  { catalog, signingKeyFile }: ExchangeContext,
  worker: WorkerBinary,
  { signal }: ExchangeCall = {},
): Promise<WorkerStatements> {
  const folder = catalog.folderOf(worker.id);
  const description = await describeTree(folder, { signal });
  const { bundles } = await attestationsOf(
    { worker, tree: folder, folder, description, signal },
    signingKeyFile,
  );
  const predicates: Record<string, unknown> = {};
  for (const bundle of bundles) {
    const { payload } = JSON.parse(bundle).dsseEnvelope;
    const read = statementSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')));
    if (read.success && [PROVENANCE_TYPE, SBOM_TYPE].includes(read.data.predicateType))
      predicates[read.data.predicateType] = read.data.predicate;
  }
  return { bundles, predicates };
}
