import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ModelVendor, ResolvingVendor } from '../vendors/model-vendor.js';
import { requireReference } from '../vendors/reference.js';
import { vendorFor } from '../vendors/route.js';
import { wrapErrors } from '../wrap-error.js';
import { type FetchJob, type FetchSettings, fetchFiles } from './fetch-files.js';

/**
 * A vendor that also brings what it finds: a model of one file to the destination itself, one of several files into a
 * folder of that name. What it makes beside the destination until then is gone afterwards.
 */
export function withDownload(vendor: ResolvingVendor, fetching: FetchSettings): ModelVendor {
  return {
    name: vendor.name,
    supports: (reference) => vendor.supports(reference),
    resolve: (reference, options) => vendor.resolve(reference, options),
    download: (reference, destination, { jobId, signal, onEvent }) =>
      wrapErrors(signal, async () => {
        signal?.throwIfAborted();
        requireReference(reference);
        const { files } = await vendorFor([vendor], reference).resolve(reference, { signal });
        const job: FetchJob = {
          ...fetching,
          jobId,
          signal,
          emit: onEvent ?? (() => undefined),
          mode: 'copy',
        };
        const folder = await mkdtemp(`${destination}.`);
        try {
          const fetched = await fetchFiles(files, folder, job);
          const [only, ...others] = fetched;
          const isOne = only !== undefined && others.length === 0;
          await rename(isOne ? path.join(folder, only.path) : folder, destination);
          return fetched.reduce((sum, { size }) => sum + size, 0);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      }),
  };
}
