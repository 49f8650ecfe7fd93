import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { WorkerBinary } from '@rbee/artifact-catalog';
import { openLayoutFile, openLayoutFolder, writeLayoutFile } from '@rbee-internal/oci';
import type { PublicKey } from '@rbee-internal/signing';
import { pullWorker } from './pull-worker.js';
import { pushWorker } from './push-worker.js';
import { asProvisionError, tellingStoreErrors } from './store-errors.js';
import type { ExchangeCall, ExchangeContext, PulledWorker, PushedWorker } from './types.js';

/** The tag of the worker in a file that was exported. */
const EXPORT_TAG = 'worker';

/** Writes an installed worker, with all that is attested of it, into one file: an OCI image layout in a tar. */
export async function exportWorker(
  context: ExchangeContext,
  { worker, file, ...call }: ExchangeCall & { readonly worker: WorkerBinary; readonly file: string },
): Promise<PushedWorker> {
  const staging = await context.catalog.createStagingFolder({ signal: call.signal });
  try {
    const folder = path.join(staging.path, 'layout');
    await mkdir(folder);
    const store = await openLayoutFolder(folder);
    const pushed = await pushWorker(context, { ...call, worker, store, tags: [EXPORT_TAG] });
    await tellingStoreErrors(() => writeLayoutFile(folder, file, call.signal));
    return pushed;
  } finally {
    await staging.dispose();
  }
}

/** Options of an import. */
export interface ImportInit extends ExchangeCall {
  readonly file: string;
  /** Whose signature counts; `undefined` asks for none. */
  readonly keys: readonly PublicKey[] | undefined;
  readonly replace?: boolean | undefined;
}

/** Installs the worker of a file that was exported. Nothing is asked of any server. */
export async function importWorker(
  context: ExchangeContext,
  { file, ...init }: ImportInit,
): Promise<PulledWorker> {
  const opened = await openLayoutFile(file, init.signal).catch((error: unknown) => {
    throw asProvisionError(error);
  });
  try {
    const { store } = opened;
    return await pullWorker(context, { ...init, store, place: path.basename(file), reference: EXPORT_TAG });
  } finally {
    await opened.close();
  }
}
