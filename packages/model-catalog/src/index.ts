export type { ModelCatalogErrorCode, ModelCatalogErrorInit } from './errors.js';
export { isModelCatalogError, ModelCatalogError } from './errors.js';
export type { ModelEvent, ModelStep } from './events.js';
export { modelEventSchema, modelStepSchema } from './events.js';
export type {
  CardMemory,
  DevicePlacement,
  FitOptions,
  FitReport,
  KvType,
  MachineMemory,
} from './fits/types.js';
export type { LayerFacts, ModelFacts } from './gguf/model-facts.js';
export type {
  DiskSpace,
  FileDigest,
  FileOrigin,
  FoundModel,
  ModelChoice,
  ModelPlan,
  ResolvedFile,
  ResolvedModel,
  StorageMode,
  VendorCallOptions,
} from './types.js';
export type { ModelVendor } from './vendors/model-vendor.js';
