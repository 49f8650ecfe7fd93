import type { WorkerBinary } from '@rbee/artifact-catalog';
import type { OciStore } from '@rbee-internal/oci';
import type { PublicKey } from '@rbee-internal/signing';
import { installOffer } from './install-offer.js';
import { findOffers, type OfferedWorker, requireOffer } from './offered-worker.js';
import { tellingStoreErrors } from './store-errors.js';
import type { ExchangeCall, ExchangeContext, PulledWorker } from './types.js';

/** What is pulled, and from where. */
export interface PullInit extends ExchangeCall {
  readonly store: OciStore;
  /** `oci://host/repository`, or a file's name. */
  readonly place: string;
  /** A tag or a digest. */
  readonly reference: string;
  readonly keys: readonly PublicKey[] | undefined;
  readonly replace?: boolean | undefined;
}

/**
 * Installs a worker that a store has for this machine. One that is installed as the very same tree is left as it is.
 *
 * @throws ProvisionError `NOT_IN_STORE`, `HARDWARE_UNSUPPORTED`, `SIGNER_UNTRUSTED`, `ATTESTATION_INVALID`, `STORE_…`
 */
export async function pullWorker(context: ExchangeContext, init: PullInit): Promise<PulledWorker> {
  const { store, reference, signal } = init;
  const hardware = await context.hardware({ signal });
  const offers = await tellingStoreErrors(() => findOffers(store, { reference, hardware, signal }));
  const offer = requireOffer(offers, { name: store.name, reference });
  const installed = await installedAs(context, offer, signal);
  if (installed !== undefined && init.replace !== true) return { worker: installed, receivedBytes: 0 };
  return installOffer(context, { ...init, offer, record: true, replace: init.replace ?? false });
}

async function installedAs(
  { catalog }: ExchangeContext,
  { record }: OfferedWorker,
  signal: AbortSignal | undefined,
): Promise<WorkerBinary | undefined> {
  const installed = await catalog.list({ signal });
  return installed.find(
    ({ id, treeDigest }) => id === record.worker.id && treeDigest === record.worker.treeDigest,
  );
}
