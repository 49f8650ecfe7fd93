export { detectHardware } from './detect/detect-hardware.js';
export type {
  ListFolder,
  ProgramOutput,
  ReadFile,
  ReadLimits,
  RunLimits,
  RunProgram,
} from './detect/machine-access.js';
export type { DetectHardwareOptions } from './detect/options.js';
export type { MachineChange } from './machine-facts.js';
export { machineChanges, machineFacts } from './machine-facts.js';
export {
  architectureSchema,
  detectHardwareOptionsSchema,
  explainOptionsSchema,
  hostSchema,
  variantOptionsShape,
} from './option-schemas.js';
export { parseHardwareOverride } from './parse-hardware-override.js';
export {
  hardwareOverrideSchema,
  hardwareSnapshotSchema,
  readHardwareSnapshot,
  readOverride,
} from './schema.js';
export type {
  CudaDevice,
  CudaFacts,
  Fact,
  Gpu,
  HardwareHost,
  HardwareRead,
  HardwareSnapshot,
  Libc,
  MachineFacts,
  MetalDevice,
  MetalFacts,
  PartialSnapshot,
  ProbeFailure,
  ProbeFailureCode,
  RocmDevice,
  RocmFacts,
  VulkanDevice,
  VulkanFacts,
} from './types.js';
export { backendOf } from './variants/backend-of.js';
export { explainVariants } from './variants/explain-variants.js';
export { readRequirements, requirementsSchema } from './variants/read-requirements.js';
export type {
  ExplainedVariant,
  ExplainOptions,
  KnownBackend,
  Reason,
  ReasonCode,
  UsedFact,
  VariantChoice,
  VariantReport,
  VariantRequirements,
  WorkerVariant,
} from './variants/variant-types.js';
