import type { VendorSource } from '@rbee/artifact-catalog';
import { expect, test } from 'vitest';
import * as api from '../src/index.js';

/** Fails to compile when a promised type is gone. */
export type PromisedTypes = [
  api.CardMemory,
  api.CallOptions,
  api.DevicePlacement,
  api.DiskSpace,
  api.DiskUsage,
  api.DownloadSettings,
  api.FileDifference,
  api.FileDigest,
  api.FileOrigin,
  api.FitOptions,
  api.FitReport,
  api.FoundModel,
  api.GgufLimits,
  api.GgufSummary,
  api.HardwareMemory,
  api.HuggingFaceOptions,
  api.KvType,
  api.LayerFacts,
  api.MachineMemory,
  api.ModelCatalogErrorCode,
  api.ModelCatalogErrorInit,
  api.ModelChoice,
  api.ModelEntry,
  api.ModelEvent,
  api.ModelFacts,
  api.ModelFile,
  api.ModelFileRole,
  api.ModelFormat,
  api.ModelPlan,
  api.ModelPruning,
  api.ModelStep,
  api.ModelVerification,
  api.OpenOptions,
  api.PlanOptions,
  api.ProcessFacts,
  api.ProvisionModelOptions,
  api.PruneOptions,
  api.ReadModelFactsOptions,
  api.ResolvedFile,
  api.ResolvedModel,
  api.ResolvingVendor,
  api.SearchOptions,
  api.StorageMode,
  api.VendorCallOptions,
];

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toStrictEqual([
    'DEFAULT_GGUF_LIMITS',
    'ModelCatalog',
    'ModelCatalogError',
    'fits',
    'isModelCatalogError',
    'machineMemory',
    'modelEventSchema',
    'modelStepSchema',
    'readChatTemplate',
    'readModelFacts',
  ]);
});

/** Fails to compile when a vendor is not one of those that every catalog knows. */
export const asVendor = (vendor: api.ModelVendor): VendorSource<api.ModelEvent> & api.ResolvingVendor =>
  vendor;
