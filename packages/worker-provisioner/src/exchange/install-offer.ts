import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isArtifactCatalogError, type WorkerBinary } from '@rbee/artifact-catalog';
import type { PublicKey } from '@rbee-internal/signing';
import { writeAttestations } from '../attest/attestations.js';
import { isProvisionError, ProvisionError } from '../errors.js';
import { type FetchedTree, type FetchTreeInit, fetchTree } from './fetch-tree.js';
import { knownFiles } from './known-files.js';
import type { OfferedWorker } from './offered-worker.js';
import { asProvisionError } from './store-errors.js';
import type { ExchangeCall, ExchangeContext, PulledWorker } from './types.js';
import { verifyOffer } from './verify-offer.js';

/** A worker that a store offers, and how it is installed. */
export interface InstallInit extends ExchangeCall {
  readonly offer: OfferedWorker;
  /** `oci://host/repository`, or a file's name. */
  readonly place: string;
  /** Whose signature counts; `undefined` asks for none. */
  readonly keys: readonly PublicKey[] | undefined;
  /** Whether it is recorded in the catalog in the same step. */
  readonly record: boolean;
  /** Whether it takes the place of what is installed as the same version. */
  readonly replace: boolean;
  /** Shows that it works, where that is known; what it throws keeps it from being installed. */
  readonly prove?: ((tree: string, worker: WorkerBinary, start: string) => Promise<void>) | undefined;
}

/**
 * Installs a worker from a store: its signature is verified before anything of its tree is fetched, and the tree before it
 * is put in place. Whatever goes wrong, only a finished worker stays.
 *
 * @throws ProvisionError; SourceFetchError `ARCHIVE_…`; ArtifactCatalogError; the signal's reason
 */
export async function installOffer(context: ExchangeContext, init: InstallInit): Promise<PulledWorker> {
  const { offer, keys, signal } = init;
  try {
    const verified = await verifyOffer(offer, keys, signal);
    const reference = `${init.place}@${offer.descriptor.digest}`;
    if (verified.keyId !== undefined) init.onEvent?.({ type: 'signer', keyId: verified.keyId, reference });
    const staging = await context.catalog.createStagingFolder({ signal });
    try {
      const known = await knownFiles(context.catalog, offer.record.worker.catalogId, signal);
      const fetched = await fetchOrAgain({ ...init, folder: staging.path, known });
      const worker = workerOf(context, init, { reference, keyId: verified.keyId });
      await writeAttestations(fetched.tree, { record: offer.recordText, bundles: verified.bundles });
      await init.prove?.(fetched.tree, worker, offer.record.start);
      await place(context, init, { fetched, worker });
      const { receivedBytes } = fetched;
      return { worker, receivedBytes, ...(verified.keyId !== undefined && { signedBy: verified.keyId }) };
    } finally {
      await staging.dispose();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw asProvisionError(error);
  }
}

/** Files of an installed worker may have been changed since: then all of it is fetched. */
async function fetchOrAgain(init: FetchTreeInit): Promise<FetchedTree> {
  const first = path.join(init.folder, 'first');
  await mkdir(first);
  try {
    return await fetchTree({ ...init, folder: first });
  } catch (error) {
    if (!isProvisionError(error) || error.code !== 'STORE_INVALID' || init.known.size === 0) throw error;
  }
  await rm(first, { recursive: true, force: true });
  const second = path.join(init.folder, 'second');
  await mkdir(second);
  return fetchTree({ ...init, folder: second, known: new Map() });
}

function workerOf(
  { catalog, now }: ExchangeContext,
  { offer }: InstallInit,
  { reference, keyId }: { readonly reference: string; readonly keyId: string | undefined },
): WorkerBinary {
  const { worker, start } = offer.record;
  const folder = catalog.folderOf(worker.id);
  const store = { reference, ...(keyId !== undefined && { signedBy: keyId }) };
  return {
    ...worker,
    path: path.join(folder, ...start.split('/')),
    status: 'Available',
    addedAt: now().toISOString(),
    ...(worker.provenance !== undefined && { provenance: { ...worker.provenance, store } }),
  };
}

async function place(
  { catalog }: ExchangeContext,
  { record, replace, signal }: InstallInit,
  { fetched, worker }: { readonly fetched: FetchedTree; readonly worker: WorkerBinary },
): Promise<void> {
  try {
    await catalog.promote(fetched.tree, worker, { record, replace, signal });
  } catch (error) {
    if (!isArtifactCatalogError(error) || error.code !== 'ALREADY_EXISTS') throw error;
    throw new ProvisionError({
      code: 'RECIPE_CHANGED',
      message: `${worker.id} is installed already, and is another than that of the store.`,
      hint: 'Remove it first, or install with force.',
      cause: error,
    });
  }
}
