import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isProvisionError, ProvisionError, type ProvisionErrorCode } from '../errors.js';
import { requireOptions } from '../options/check-options.js';
import type { RegistryCallOptions } from './call-options.js';
import { registryListSchema } from './registry-schema.js';
import { trustIn } from './trust.js';
import { requireWorkerId } from './worker-id.js';
import type { FoundWorkers, WorkerRegistry } from './worker-registry.js';

/**
 * Several registries as one, in order of preference: a worker comes from the first that has it,
 * variants of one from all of them. One that cannot be
 * read is passed over with a `registry-skipped` event, unless that leaves nothing to return.
 *
 * @example const registry = createRegistryList([own, shared]);
 */
export function createRegistryList(registries: readonly WorkerRegistry[]): WorkerRegistry {
  requireOptions('createRegistryList', registryListSchema, registries);
  const owners = new WeakMap<WorkerMetadata, WorkerRegistry>();

  async function find(id: string, options: RegistryCallOptions = {}): Promise<FoundWorkers> {
    requireWorkerId(id);
    const variants = new Map<string, WorkerMetadata>();
    const failures: ProvisionError[] = [];
    for (const registry of registries) {
      try {
        const found = await registry.find(id, options);
        const added = found.filter((worker) => !variants.has(worker.id));
        for (const worker of added) owners.set(worker, registry);
        if (found[0].id === id) return [found[0]];
        for (const worker of added) variants.set(worker.id, worker);
      } catch (error) {
        failures.push(passOver(registry, error, options));
      }
    }
    const [first, ...others] = variants.values();
    if (first !== undefined) return [first, ...others];
    throw failures.find(({ code }) => code !== 'WORKER_NOT_FOUND') ?? failures[0] ?? nowhere(id);
  }

  async function list(options: RegistryCallOptions = {}) {
    const workers = new Map<string, WorkerMetadata>();
    const problems: string[] = [];
    const failures: ProvisionError[] = [];
    for (const registry of registries) {
      try {
        const answer = await registry.list(options);
        problems.push(...answer.problems);
        for (const worker of answer.workers) {
          if (workers.has(worker.id)) continue;
          workers.set(worker.id, worker);
          owners.set(worker, registry);
        }
      } catch (error) {
        failures.push(passOver(registry, error, options));
      }
    }
    const [failure] = failures;
    if (failure !== undefined && failures.length === registries.length) throw failure;
    return { workers: [...workers.values()], problems };
  }

  const ownerOf = (worker: WorkerMetadata): WorkerRegistry => {
    const owner = owners.get(worker);
    if (owner === undefined) throw new TypeError(`${worker.id} was not read from these registries`);
    return owner;
  };

  return {
    origin: registries.map(({ origin }) => origin).join(', '),
    originOf: (worker) => ownerOf(worker).origin,
    trustOf: (worker) => trustIn(ownerOf(worker), worker),
    signatureOf: (worker) => ownerOf(worker).signatureOf?.(worker),
    list,
    find,
    pkgbuild: (worker, options) => ownerOf(worker).pkgbuild(worker, options),
    file: (worker, name, options) => ownerOf(worker).file(worker, name, options),
    key: async (worker, fingerprint, options) => ownerOf(worker).key?.(worker, fingerprint, options),
  };
}

const FORGED: readonly string[] = [
  'REGISTRY_UNTRUSTED',
  'REGISTRY_EXPIRED',
  'REGISTRY_ROOT_INVALID',
] satisfies ProvisionErrorCode[];

/** A registry that fails with one of our errors is passed over; anything else, a cancellation say, is thrown on. */
function passOver(
  registry: WorkerRegistry,
  error: unknown,
  { onEvent }: RegistryCallOptions,
): ProvisionError {
  // A registry that someone answers for is no reason to take the worker of that name from another.
  if (!isProvisionError(error) || FORGED.includes(error.code)) throw error;
  if (error.code !== 'WORKER_NOT_FOUND') {
    onEvent?.({ type: 'registry-skipped', origin: registry.origin, reason: error.message });
  }
  return error;
}

function nowhere(id: string): ProvisionError {
  return new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `There is no registry to ask for ${id}.`,
    hint: 'Name at least one registry.',
  });
}
