import { createFetch, isSourceFetchError, resolveSources, type SourceRequest } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isProvisionError } from '../../errors.js';
import { workerTypeFor } from '../../install/describe-artifact.js';
import { machineFactsFor } from '../../install/machine-facts-for.js';
import type { BuildSettings } from '../../options/build-options.js';
import type { ProvisionContext } from '../../options/provisioner-options.js';
import type { EffectiveSettings } from '../../recipe/effective-settings.js';
import type { WorkerRecipe } from '../../recipe/read-recipe.js';
import { sourceOptions } from '../../recipe/source-options.js';
import type { WorkerRegistry } from '../../registry/worker-registry.js';
import { hardwareForChoice } from '../../target/hardware.js';
import { PLATFORM_NAMES } from '../../target/platform-names.js';
import { findOffers, type OfferedWorker } from '../offered-worker.js';
import { openStore } from '../open-store.js';
import { asProvisionError } from '../store-errors.js';
import type { WorkerStore } from '../types.js';
import { verifyOffer } from '../verify-offer.js';
import {
  type BuildInputs,
  buildIdentityOf,
  identityOfWorker,
  identityTag,
  libcFamily,
} from './build-identity.js';

/** A build that is about to be made, and whether it was made elsewhere. */
export interface BuildQuestion {
  readonly worker: WorkerMetadata;
  readonly registry: WorkerRegistry;
  readonly recipe: WorkerRecipe;
  readonly pkgbuildDigest: string;
  readonly settings: EffectiveSettings;
  readonly asked: Pick<BuildSettings, 'force' | 'fromSource' | 'sandbox'>;
  readonly signal?: AbortSignal | undefined;
}

/** What trusted stores answer. */
export interface StoresAnswer {
  /** A build of the same inputs that runs here, signed by a key that is trusted for its store. */
  readonly found?: {
    readonly offer: OfferedWorker;
    readonly store: WorkerStore;
    readonly place: string;
    readonly keyId: string;
  };
  /** Why none of them is used, a sentence each. Empty: there are no stores, or none was to be asked. */
  readonly reasons: readonly string[];
}

/** Asks the trusted stores, in their order, for a build of the same inputs. What fails is a reason to build here. */
export async function askStores(context: ProvisionContext, question: BuildQuestion): Promise<StoresAnswer> {
  const { stores = [] } = context;
  const { force, fromSource } = question.asked;
  if (stores.length === 0 || force === true || fromSource === true) return { reasons: [] };
  const reason = notShareable(question);
  if (reason !== undefined) return { reasons: [reason] };
  const reasons: string[] = [];
  const inputs = await telling(reasons, question, () => inputsOf(context, question));
  if (inputs === undefined) return { reasons };
  for (const store of stores) {
    const found = await telling(reasons, question, () =>
      askStore(context, { store, inputs, question, reasons }),
    );
    if (found !== undefined) return { found, reasons };
  }
  return { reasons };
}

/** What a call cannot do is a reason, not a failure. */
async function telling<T>(
  reasons: string[],
  { signal }: BuildQuestion,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = asProvisionError(thrown);
    if (!isProvisionError(error) && !isSourceFetchError(error)) throw error;
    reasons.push(error.message);
    return undefined;
  }
}

/** Why what would be built is of this machine alone, or of this day. */
function notShareable({ settings, recipe }: BuildQuestion): string | undefined {
  if (settings.native === true) return "It is built for this machine's processor.";
  const loose = recipe.plan.sources.find(isLoose);
  if (loose === undefined) return undefined;
  return `The source ${loose.source.name} has no checksum: what it holds is only known when it is fetched.`;
}

/** Without a checksum; a signature needs none. */
function isLoose({ source, checksums }: SourceRequest): boolean {
  if (!['http', 'https', 'ftp', 'file', 'local'].includes(source.protocol)) return false;
  if (/\.(?:sig|asc|sign)$/.test(source.name)) return false;
  return Object.values(checksums).every((value) => value === 'SKIP');
}

async function inputsOf(
  context: ProvisionContext,
  { worker, registry, recipe, pkgbuildDigest, settings, signal }: BuildQuestion,
): Promise<Omit<BuildInputs, 'guard'>> {
  const { host } = context;
  const resolved = await resolveSources(
    recipe.plan.sources.map(({ source }) => source),
    sourceOptions({ context, worker, registry, signal }),
  );
  const machine = await machineFactsFor(context, { worker, registry, recipe, signal });
  return {
    workerId: worker.id,
    pkgbuildDigest,
    commits: resolved.flatMap(({ source, commit }) =>
      commit === undefined ? [] : [{ url: redactUrl(source.url), commit }],
    ),
    settings,
    platform: PLATFORM_NAMES[host.os],
    architecture: recipe.plan.architecture,
    libc: libcFamily(machine),
    target: workerTypeFor(worker),
  };
}

interface StoreQuestion {
  readonly store: WorkerStore;
  readonly inputs: Omit<BuildInputs, 'guard'>;
  readonly question: BuildQuestion;
  readonly reasons: string[];
}

async function askStore(
  context: ProvisionContext,
  { store: one, inputs, question, reasons }: StoreQuestion,
): Promise<StoresAnswer['found']> {
  const { signal } = question;
  const { store } = openStore({ fetch: storeFetch(context) }, one);
  const hardware = await hardwareForChoice(context, { signal });
  for (const guard of guardsOf(question)) {
    const identity = buildIdentityOf({ ...inputs, guard });
    const offers = await findOffers(store, { reference: identityTag(identity), hardware, signal });
    for (const why of offers.reasons) reasons.push(`${store.name} has one that does not run here: ${why}`);
    for (const offer of offers.usable) {
      if (identityOf(offer) !== identity) {
        reasons.push(`${store.name} names a build that is another than was asked for.`);
        continue;
      }
      const { keyId } = await verifyOffer(offer, one.keys ?? [], signal);
      if (keyId !== undefined) return { offer, store: one, place: `oci://${store.name}`, keyId };
    }
  }
  if (reasons.length === 0) reasons.push(`${store.name} has no build of it.`);
  return undefined;
}

/** What kept the builder's machine from the build; one without a guard does where this machine would do without. */
function guardsOf({ asked }: BuildQuestion): readonly string[] {
  const guarded = ['bubblewrap', 'sandbox-exec'];
  return asked.sandbox === 'require' ? guarded : [...guarded, 'none'];
}

/** By its own signed record: a tag says nothing. */
function identityOf({ record: { worker } }: OfferedWorker): string | undefined {
  const { id: _id, ...rest } = worker;
  return identityOfWorker({ ...rest, id: worker.id, path: '/', status: 'Available', addedAt: '' });
}

export function storeFetch({ fetch, sources }: Pick<ProvisionContext, 'fetch' | 'sources'>) {
  return fetch ?? createFetch({ proxy: sources?.proxy, extraCertificates: sources?.extraCertificates });
}
