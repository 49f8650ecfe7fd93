export { endProcessGroup } from './end-process-group.js';
export { findProgram } from './find-program.js';
export type { Found, IdentityTable, SystemRun } from './identity-table.js';
export { createPlainTable, createProcTable, createPsTable } from './identity-table.js';
export type { Liveness } from './identity.js';
export {
  canTellApart,
  identify,
  identityFromText,
  identityText,
  livenessOf,
  ownIdentity,
  ProcessIdentity,
  sameProcess,
} from './identity.js';
export type { KernelLimits } from './launch-command.js';
export { launchCommand } from './launch-command.js';
export type { ProcessEnd, ProgramEnd } from './process-end.js';
export type { OutputStream, ProgramOutcome, RunOptions } from './run-program.js';
export { runProgram } from './run-program.js';
export type { StartedProcess, StartOptions } from './start-process.js';
export { startProcess } from './start-process.js';
export type { StreamOptions, StreamOutcome } from './stream-program.js';
export { streamProgram } from './stream-program.js';
