export type { ExamineOptions } from './doctor/check-context.js';
export { examine } from './doctor/examine.js';
export type { DaemonErrorCode, DaemonErrorInit, StartErrorCode } from './errors.js';
export { DaemonError, isDaemonError } from './errors.js';
export type {
  FleetHive,
  FleetMember,
  InferAnswer,
  InferRequest,
  OpenFleet,
  RemoteModels,
} from './fleet/types.js';
export type { LogEntry } from './log-entry.js';
export type { DaemonLimits, DaemonOptions, RunningDaemon } from './options.js';
export { startDaemon } from './start-daemon.js';
