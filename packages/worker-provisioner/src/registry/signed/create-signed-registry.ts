import { showForeign } from '@rbee-internal/redact-url';
import type { TufView } from '@rbee-internal/tuf/client';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../../errors.js';
import type { RegistryCallOptions } from '../call-options.js';
import { keyFileName, MAX_KEY_BYTES } from '../key-files.js';
import { MAX_FILE_BYTES, MAX_PKGBUILD_BYTES } from '../limits.js';
import { isVariantOf } from '../lookup/variants.js';
import { workerNotFound } from '../lookup/worker-not-found.js';
import { requireWorkerId } from '../worker-id.js';
import type { FoundWorkers, RegistryTrust, WorkerList, WorkerRegistry } from '../worker-registry.js';
import { openSignedTargets, type SignedPlace, type SignedTargets } from './open-signed-targets.js';
import { readIds } from './read-ids.js';
import { createSignedEntries, type SignedEntries } from './signed-entries.js';

interface Parts {
  readonly origin: string;
  readonly targets: SignedTargets;
  readonly entries: SignedEntries;
}

/**
 * A client of a registry that signs: every entry, recipe, local file and key is a file that its metadata names with
 * its digest, below `tuf/` of the registry's address. What the plain API answers is not asked.
 *
 * @throws ProvisionError `INVALID_OPTIONS`
 */
export function createSignedRegistry(place: SignedPlace & { readonly trust: RegistryTrust }): WorkerRegistry {
  const { origin, trust } = place;
  const targets = openSignedTargets(place);
  const parts = { origin, targets, entries: createSignedEntries(targets) };
  return {
    origin,
    trustOf: () => trust,
    signatureOf: () => 'verified',
    list: async (call) => list(parts, await targets.refresh(call), call),
    find: (id, call) => find(parts, id, call),
    pkgbuild: async (worker, call) => {
      const bytes = await readSigned(parts, { worker, name: 'PKGBUILD', maxBytes: MAX_PKGBUILD_BYTES }, call);
      return Buffer.from(bytes).toString('utf8');
    },
    file: (worker, name, call) =>
      readSigned(parts, { worker, name: `files/${name}`, maxBytes: MAX_FILE_BYTES }, call),
    key: (worker, fingerprint, call) =>
      readBelow(parts, { worker, name: `keys/${keyFileName(fingerprint)}`, maxBytes: MAX_KEY_BYTES }, call),
  };
}

async function list(
  { targets, entries }: Parts,
  view: TufView,
  call?: RegistryCallOptions,
): Promise<WorkerList> {
  const ids = await targets.ask(() => readIds(view, call));
  const reads = [...(await entries.read(view, ids, call))];
  return {
    workers: reads.flatMap(([, read]) => ('value' in read ? read.value : [])),
    problems: reads.flatMap(([id, read]) => ('problem' in read ? [`${id}: ${read.problem}`] : [])),
  };
}

async function find(parts: Parts, id: string, call?: RegistryCallOptions): Promise<FoundWorkers> {
  requireWorkerId(id);
  const { origin, targets, entries } = parts;
  const view = await targets.refresh(call);
  const read = (await entries.read(view, [id], call)).get(id);
  if (read !== undefined && 'problem' in read) throw invalidEntry(origin, id, read.problem);
  const candidates = read?.value ?? (await list(parts, view, call)).workers;
  const worker = candidates.find((candidate) => candidate.id === id);
  if (worker !== undefined) return [worker];
  const [first, ...others] = candidates.filter((candidate) => isVariantOf(id, candidate));
  if (first === undefined) throw workerNotFound(id, origin, candidates);
  return [first, ...others];
}

interface WantedFile {
  readonly worker: WorkerMetadata;
  /** Below the entry's folder. */
  readonly name: string;
  readonly maxBytes: number;
}

async function readBelow(
  { targets, entries }: Parts,
  { worker, name, maxBytes }: WantedFile,
  { signal }: RegistryCallOptions = {},
): Promise<Uint8Array | undefined> {
  const { view, entry } = entries.sourceOf(worker);
  const wanted = `workers/${entry}/${name}`;
  return targets.ask(async () => {
    const target = (await view.find([wanted], { signal })).get(wanted);
    return target && view.read(target, { maxBytes, signal });
  });
}

async function readSigned(parts: Parts, wanted: WantedFile, call?: RegistryCallOptions): Promise<Uint8Array> {
  const bytes = await readBelow(parts, wanted, call);
  if (bytes !== undefined) return bytes;
  throw new ProvisionError({
    code: 'REGISTRY_UNTRUSTED',
    message: `The worker registry at ${parts.origin} has not signed ${showForeign(wanted.name)} of ${wanted.worker.id}.`,
    hint: 'Ask who runs the registry to sign it; nothing that is not signed is taken from there.',
  });
}

function invalidEntry(origin: string, id: string, problem: string): ProvisionError {
  return new ProvisionError({
    code: 'REGISTRY_INVALID',
    message: `The entry of ${id} that the worker registry at ${origin} signed cannot be used: ${problem}.`,
    hint: 'Ask who runs the registry.',
  });
}
