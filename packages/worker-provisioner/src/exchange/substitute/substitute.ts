import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import type { WorkerBinary } from '@rbee/artifact-catalog';
import { isSourceFetchError } from '@rbee/source-fetcher';
import { backendOf } from '@rbee-internal/hardware';
import { fullProbe } from '@rbee-internal/worker-entry';
import { isProvisionError } from '../../errors.js';
import { requireLocked } from '../../install/find-installed.js';
import type { Replaced } from '../../install/place.js';
import type { ReadJob } from '../../install/provision-job.js';
import type { ProvisionContext } from '../../options/provisioner-options.js';
import { proveProgram } from '../../proof/prove-program.js';
import { asVariant, hardwareForChoice } from '../../target/hardware.js';
import { installOffer } from '../install-offer.js';
import { askStores, storeFetch } from './ask-stores.js';

/**
 * Installs what a trusted store has instead of building it. `undefined` where it has to be built, with the reason as an
 * event.
 */
export async function substitute(
  context: ProvisionContext,
  job: ReadJob,
  { broken, outdated }: Replaced,
): Promise<WorkerBinary | undefined> {
  const { request, worker, recipe, pkgbuildDigest, settings, report } = job;
  const { registry, signal, record } = request;
  const asked = { force: request.force, fromSource: request.fromSource, sandbox: request.sandbox };
  const question = { worker, registry, recipe, pkgbuildDigest, settings, asked, signal };
  const { found, reasons } = await askStores(context, question);
  if (found === undefined) {
    const [reason] = reasons;
    if (reason !== undefined) report.emit({ type: 'store-not-used', reason });
    return undefined;
  }
  const { offer, place, keyId } = found;
  try {
    requireLocked(job, offer.record.worker.provenance?.sources ?? []);
    const { id } = offer.record.worker;
    const replace = [...broken, ...outdated].some((other) => other.id === id);
    const keys = found.store.keys ?? [];
    const init = { offer, place, keys, record, replace, signal, prove: proveWith(context, job) };
    report.emit({ type: 'store-used', place, digest: offer.descriptor.digest, signedBy: keyId });
    return (await installOffer(exchangeOf(context), init)).worker;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isProvisionError(error) && !isSourceFetchError(error)) throw error;
    report.emit({ type: 'store-not-used', reason: error.message });
    return undefined;
  }
}

function exchangeOf(context: ProvisionContext) {
  return {
    ...context,
    fetch: storeFetch(context),
    hardware: (call: { readonly signal?: AbortSignal | undefined }) => hardwareForChoice(context, call),
  };
}

/** As one that was built here: only a program that works is put in place. */
function proveWith(
  { env, probeMilliseconds }: ProvisionContext,
  { worker, request, report, recipe }: ReadJob,
) {
  const probe = fullProbe(worker.probe ?? 'version');
  if (probe.kind === 'none') return undefined;
  const { sandbox, signal } = request;
  return async (tree: string, { version, package: facts, launch }: WorkerBinary, start: string) => {
    const folder = path.dirname(tree);
    await report.step('prove', async () =>
      proveProgram(path.join(tree, ...start.split('/')), {
        ...{ probe, launch, version, tree, workDir: await mkdtemp(path.join(folder, 'proof-')) },
        mounts: facts?.launcher?.kind === 'mounts',
        backend: backendOf(asVariant(worker)),
        ...{ env, architecture: recipe.plan.architecture, sandbox, signal },
        timeoutMilliseconds: probeMilliseconds,
      }),
    );
  };
}
