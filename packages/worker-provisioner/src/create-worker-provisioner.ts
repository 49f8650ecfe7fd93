import { openSourceCache } from '@rbee/source-fetcher';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isWorkerId } from '@rbee-internal/worker-entry';
import { describingSystemErrors } from './errors.js';
import { isUsableAs } from './install/find-same-recipe.js';
import type { ProvisionRequest } from './install/provision-job.js';
import { provisionWorker } from './install/provision-worker.js';
import { licenseOf, licenseProblem } from './license/license.js';
import { callOptionsSchema, movedSourcesOptionsSchema } from './options/call-options.js';
import { requireOptions } from './options/check-options.js';
import { planOptionsSchema } from './options/plan-options.js';
import { provisionOptionsSchema } from './options/provision-options.js';
import type { WorkerProvisionerOptions } from './options/provisioner-options.js';
import { resolveOptions } from './options/provisioner-options.js';
import { planWorker } from './plan/plan-worker.js';
import { findMovedSources } from './recipe/moved-sources.js';
import type { RegistryCallOptions } from './registry/call-options.js';
import { registryCallOptionsSchema } from './registry/call-options.js';
import { hostProblem } from './target/check-host.js';
import { hardwareForChoice, hardwareOf, hardwareProblem } from './target/hardware.js';
import { targetOf } from './target/target.js';
import type { AvailableWorker, AvailableWorkers, WorkerProvisioner } from './types.js';

/**
 * Makes a provisioner over a catalog and a registry. Nothing is read or requested before a method is called.
 *
 * @throws ProvisionError `INVALID_OPTIONS`
 * @example const provisioner = createWorkerProvisioner({ catalog, registry, host, env: process.env });
 */
export function createWorkerProvisioner(options: WorkerProvisionerOptions): WorkerProvisioner {
  const context = resolveOptions(options);
  const { catalog, registry } = context;

  async function available(call: RegistryCallOptions): Promise<AvailableWorkers> {
    const [{ workers, problems }, installed, hardware] = await Promise.all([
      registry.list(call),
      catalog.list({ signal: call.signal }),
      hardwareForChoice(context, call),
    ]);
    return { workers: workers.map((worker) => stateOf(worker)), problems };

    function stateOf(worker: WorkerMetadata): AvailableWorker {
      const found = installed.find(
        (artifact) =>
          isUsableAs(worker.id, artifact) &&
          (artifact.version === worker.version || artifact.provenance?.release !== undefined),
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
    describingSystemErrors(`install ${request.id}`, {
      signal: request.signal,
      work: () => provisionWorker(context, request),
    });

  return {
    supports: isWorkerId,
    async provision(id, call) {
      requireOptions('provision', provisionOptionsSchema, call);
      return provision({ ...call, registry, id, record: false });
    },
    async provisionAndAdd(id, call) {
      requireOptions('provisionAndAdd', provisionOptionsSchema, call);
      return provision({ ...call, registry, id, record: true });
    },
    async plan(id, call = {}) {
      requireOptions('plan', planOptionsSchema, call);
      return planWorker(context, { ...call, registry, id });
    },
    async planFrom(recipe, call = {}) {
      requireOptions('planFrom', planOptionsSchema, call);
      return planWorker(context, { ...call, registry: recipe, id: recipe.id });
    },
    async provisionAndAddFrom(recipe, call) {
      requireOptions('provisionAndAddFrom', provisionOptionsSchema, call);
      return provision({ ...call, registry: recipe, id: recipe.id, record: true });
    },
    async hardware(call = {}) {
      requireOptions('hardware', callOptionsSchema, call);
      return hardwareOf(context, call);
    },
    async available(call = {}) {
      requireOptions('available', registryCallOptionsSchema, call);
      return available(call);
    },
    async movedSources(installed, call) {
      requireOptions('movedSources', movedSourcesOptionsSchema, call);
      const { worker, signal } = call;
      return describingSystemErrors(`check the sources of ${worker.id}`, {
        signal,
        work: () => findMovedSources(context, { installed, registry, worker, signal }),
      });
    },
    sourceCache: openSourceCache(context.sourceCacheDir),
  };
}
