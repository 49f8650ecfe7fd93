export type { FitReport, FoundModel, ModelEntry, ModelEvent } from '@rbee/model-catalog';
export type {
  BuildSettings,
  CatalogOperationName,
  CatalogOperationResults,
  InstallResult,
  OperationEvent,
  VerifyResult,
} from '@rbee/worker-catalog/operations';
export {
  CachePrune,
  CacheVerify,
  CatalogPrune,
  CatalogRepair,
  WorkerRemove,
  WorkerRollback,
  WorkerSelect,
  WorkerUpgrade,
  WorkerVerify,
} from '@rbee/worker-catalog/operations';
export type { KnownModel } from './api/distinct-model-id.js';
export { distinctModelId } from './api/distinct-model-id.js';
export type { ApiErrorCode } from './api/errors.js';
export { ApiError, ErrorBody } from './api/errors.js';
export { FleetLineState, FleetLineStatus, FleetModel, FleetPeer, FleetStatus } from './api/fleet.js';
export type { GatewayErrorCode } from './api/gateway.js';
export {
  CreatedGatewayKey,
  GatewayKey,
  GatewayKeyList,
  ModelId,
  ModelSettings,
  ModelState,
  ModelStats,
  ModelStatus,
  ModelStatusList,
  NewGatewayKey,
  ServedModel,
  ServedModelBody,
} from './api/gateway.js';
export { GatewayOptions } from './api/gateway-options.js';
export type { JobEventBody, JobResult } from './api/jobs.js';
export { isEndState, Job, JobEvent, JobList, JobState } from './api/jobs.js';
export type { WorkerSettings } from './api/kept-settings.js';
export { KeptSettings, SettingsBody, SettingsList, StartSettings } from './api/kept-settings.js';
export {
  ModelFit,
  ModelList,
  ModelPlanAnswer,
  ModelPull,
  ModelReference,
  ModelRemove,
  ModelSearch,
} from './api/models.js';
export type { OperationName } from './api/operations.js';
export { Operation, ProcessName, WorkerInstall, WorkerSpawn, WorkerStop } from './api/operations.js';
export {
  LogLine,
  LogPage,
  ProcessList,
  ProcessState,
  PrunedProcesses,
  WorkerProcess,
} from './api/processes.js';
export type { HardwareAnswer, PlanAnswer, RegistryWorker } from './api/resources.js';
export {
  DiskUse,
  DoctorReport,
  Finding,
  Health,
  HiveInfo,
  ProblemList,
  WorkerOverview,
  WorkerRow,
  WorkerRowState,
} from './api/resources.js';
export { RestartPolicy } from './api/restart-policy.js';
