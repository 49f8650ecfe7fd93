export type {
  CallOptions,
  GgufSummary,
  ModelEntry,
  ModelFile,
  ModelFileRole,
  ModelFormat,
} from '@rbee/artifact-catalog';
export type { ProcessFacts } from './environment.js';
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
export type { ChatTemplate } from './gguf/chat-template.js';
export { readChatTemplate } from './gguf/chat-template.js';
export type { GgufLimits } from './gguf/limits.js';
export { DEFAULT_GGUF_LIMITS } from './gguf/limits.js';
export type { LayerFacts, ModelFacts } from './gguf/model-facts.js';
export type { ReadModelFactsOptions } from './gguf/read-model-facts.js';
export { readModelFacts } from './gguf/read-model-facts.js';
export type { DiskUsage } from './keep/disk-usage.js';
export type { ModelPruning } from './keep/prune-models.js';
export type { FileDifference, ModelVerification } from './keep/verify-model.js';
export { ModelCatalog } from './model-catalog.js';
export type {
  DownloadSettings,
  OpenOptions,
  PlanOptions,
  ProvisionModelOptions,
  PruneOptions,
  SearchOptions,
} from './options.js';
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
export type { HuggingFaceOptions } from './vendors/hugging-face/hugging-face-vendor.js';
export type { ModelVendor, ResolvingVendor } from './vendors/model-vendor.js';
