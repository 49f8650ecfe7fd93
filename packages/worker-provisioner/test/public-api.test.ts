import { expect, test } from 'vitest';
import * as api from '../src/index.js';

/** Fails to compile when a promised type is gone. */
export type PromisedTypes = [
  api.ArchErrorCode,
  api.AvailableWorker,
  api.AvailableWorkers,
  api.ExecuteErrorCode,
  api.GitHubReleaseVendorOptions,
  api.Host,
  api.LocalBuildVendorOptions,
  api.HttpRegistryOptions,
  api.MultiVendorProvisionerOptions<never, never>,
  api.Obstacle,
  api.OpenRecipeOptions,
  api.OpenUrlRecipeOptions,
  api.PlannedFetch,
  api.PlannedRecipe,
  api.Probe,
  api.ProvisionErrorCode,
  api.ProvisionEvent,
  api.ProvisionEventBase,
  api.ProvisionEventBody,
  api.ProvisionPlan,
  api.ProvisionStep,
  api.RegistryCallOptions,
  api.RegistryEvent,
  api.SingleRecipeRegistry,
  api.SourceFetchErrorCode,
  api.VendorDownload,
  api.WorkerList,
  api.WorkerMetadata,
  api.WorkerProvisioner,
  api.WorkerProvisionerOptions,
  api.WorkerRegistry,
];

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ArchError',
    'ExecuteError',
    'MultiVendorProvisioner',
    'ProvisionError',
    'SourceFetchError',
    'createGitHubReleaseVendor',
    'createHttpRegistry',
    'createLocalBuildVendor',
    'createRegistryList',
    'createWorkerProvisioner',
    'detectHost',
    'isArchError',
    'isExecuteError',
    'isProvisionError',
    'isSourceFetchError',
    'openFolderRecipe',
    'openUrlRecipe',
  ]);
});
