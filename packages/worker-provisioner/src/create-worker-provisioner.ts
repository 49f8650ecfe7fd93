import { openSourceCache } from '@rbee/source-fetcher';
import { isWorkerId } from '@rbee-internal/worker-entry';
import { describingSystemErrors } from './errors.js';
import { openFailedBuilds } from './install/failed/failed-builds.js';
import type { ProvisionRequest } from './install/provision-job.js';
import { provisionWorker } from './install/provision-worker.js';
import {
  availableOptionsSchema,
  callOptionsSchema,
  movedSourcesOptionsSchema,
} from './options/call-options.js';
import { requireOptions } from './options/check-options.js';
import { planOptionsSchema } from './options/plan-options.js';
import { provisionOptionsSchema } from './options/provision-options.js';
import type { WorkerProvisionerOptions } from './options/provisioner-options.js';
import { resolveOptions } from './options/provisioner-options.js';
import { planWorker } from './plan/plan-worker.js';
import { findMovedSources } from './recipe/moved-sources.js';
import { registryCallOptionsSchema } from './registry/call-options.js';
import { hardwareOf } from './target/hardware.js';
import type { WorkerProvisioner } from './types.js';
import { createEntryNeeds } from './verdict/entry-needs.js';
import { judgeAvailable, supportedWorkers } from './verdict/worker-verdicts.js';

/**
 * Makes a provisioner over a catalog and a registry. Nothing is read or requested before a method is called.
 *
 * @throws ProvisionError `INVALID_OPTIONS`
 * @example const provisioner = createWorkerProvisioner({ catalog, registry, host, env: process.env });
 */
export function createWorkerProvisioner(options: WorkerProvisionerOptions): WorkerProvisioner {
  const context = resolveOptions(options);
  const { registry } = context;
  const entryNeeds = createEntryNeeds(context);

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
      requireOptions('available', availableOptionsSchema, call);
      return judgeAvailable({ ...context, entryNeeds }, call);
    },
    async needs(call = {}) {
      requireOptions('needs', registryCallOptionsSchema, call);
      return entryNeeds.ofAll(await supportedWorkers(context, call), { signal: call.signal });
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
    failedBuilds: openFailedBuilds(context),
  };
}
