import { openSourceCache } from '@rbee/source-fetcher';
import { hostProblem } from './check-host.js';
import { requireOptions } from './check-options.js';
import { hardwareForChoice, hardwareOf, hardwareProblem } from './choose-worker.js';
import { tellingSystemErrors } from './errors.js';
import { isUsableAs } from './find-installed.js';
import { licenseOf, licenseProblem } from './license.js';
import { findMovedSources } from './moved-sources.js';
import {
  callSchema,
  movedSourcesSchema,
  planSchema,
  provisionSchema,
  registryCallSchema,
} from './option-schemas.js';
import { resolveOptions } from './options.js';
import { planWorker } from './plan-worker.js';
import { type ProvisionRequest, provisionWorker } from './provision-worker.js';
import { targetOf } from './target.js';
import type {
  AvailableWorker,
  AvailableWorkers,
  RegistryCallOptions,
  WorkerMetadata,
  WorkerProvisioner,
  WorkerProvisionerOptions,
} from './types.js';
import { isWorkerId } from './worker-id.js';

/** Makes a provisioner over a catalog and a registry. Nothing is read or requested before a method is called. */
export function createWorkerProvisioner(options: WorkerProvisionerOptions): WorkerProvisioner {
  const context = resolveOptions(options);
  const { catalog, registry } = context;

  async function available(call: RegistryCallOptions): Promise<AvailableWorkers> {
    const [{ workers, problems }, installed, hardware] = await Promise.all([
      registry.list(call),
      catalog.list({ signal: call.signal }),
      hardwareForChoice(context, call.signal),
    ]);
    return { workers: workers.map((worker) => stateOf(worker)), problems };

    function stateOf(worker: WorkerMetadata): AvailableWorker {
      const found = installed.find(
        (artifact) => isUsableAs(worker.id, artifact) && artifact.version === worker.version,
      );
      if (found !== undefined) return { state: 'installed', worker, installed: found };
      const license = licenseOf(worker, registry, context);
      const problem = hostProblem(worker, targetOf(context)) ?? licenseProblem(worker, license);
      const reason = problem?.message ?? hardwareProblem(worker, hardware);
      if (reason !== undefined) return { state: 'unsupported', worker, reason };
      return { state: 'installable', worker };
    }
  }

  const provision = (request: ProvisionRequest) =>
    tellingSystemErrors(`install ${request.id}`, {
      signal: request.signal,
      work: () => provisionWorker(context, request),
    });

  return {
    supports: isWorkerId,
    async provision(id, call) {
      requireOptions('provision', provisionSchema, call);
      return provision({ ...call, registry, id, record: false });
    },
    async provisionAndAdd(id, call) {
      requireOptions('provisionAndAdd', provisionSchema, call);
      return provision({ ...call, registry, id, record: true });
    },
    async plan(id, call = {}) {
      requireOptions('plan', planSchema, call);
      return planWorker(context, { ...call, registry, id });
    },
    async planFrom(recipe, call = {}) {
      requireOptions('planFrom', planSchema, call);
      return planWorker(context, { ...call, registry: recipe, id: recipe.id });
    },
    async provisionAndAddFrom(recipe, call) {
      requireOptions('provisionAndAddFrom', provisionSchema, call);
      return provision({ ...call, registry: recipe, id: recipe.id, record: true });
    },
    async hardware(call = {}) {
      requireOptions('hardware', callSchema, call);
      return hardwareOf(context, call.signal);
    },
    async available(call = {}) {
      requireOptions('available', registryCallSchema, call);
      return available(call);
    },
    async movedSources(installed, call) {
      requireOptions('movedSources', movedSourcesSchema, call);
      const { worker, signal } = call;
      return tellingSystemErrors(`ask for the sources of ${worker.id}`, {
        signal,
        work: () => findMovedSources(context, { installed, registry, worker, signal }),
      });
    },
    sourceCache: openSourceCache(context.sourceCacheDir),
  };
}
