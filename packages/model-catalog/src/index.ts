export type { ModelCatalogErrorCode, ModelCatalogErrorInit } from './errors.js';
export { isModelCatalogError, ModelCatalogError } from './errors.js';
export type { ModelEvent, ModelStep } from './events.js';
export { modelEventSchema, modelStepSchema } from './events.js';
export { fits } from './fits/fits.js';
export type { HardwareMemory } from './fits/machine-memory.js';
export { machineMemory } from './fits/machine-memory.js';
export type {
  CardMemory,
  DevicePlacement,
  FitOptions,
  FitReport,
  KvType,
  MachineMemory,
} from './fits/types.js';
export type { GgufLimits } from './gguf/limits.js';
export { DEFAULT_GGUF_LIMITS } from './gguf/limits.js';
export type { LayerFacts, ModelFacts } from './gguf/model-facts.js';
export type { ReadModelFactsOptions } from './gguf/read-model-facts.js';
export { readModelFacts } from './gguf/read-model-facts.js';
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
