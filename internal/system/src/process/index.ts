export { endProcessGroup } from './end-process-group.js';
export { findProgram } from './find-program.js';
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
export type { Found, IdentityTable, SystemRun } from './identity-table.js';
export { createPlainTable, createProcTable, createPsTable } from './identity-table.js';
export type { KernelLimits } from './launch-command.js';
export { launchCommand } from './launch-command.js';
export { listeningPorts } from './listening-ports.js';
export type { ProcessEnd, ProgramEnd } from './process-end.js';
export type { ProcessFamily, ProcessFamilyOptions } from './process-family.js';
export { createProcessFamily, newFamilyMark } from './process-family.js';
export type { ProcessInfo, ProcessTable } from './process-table.js';
export { countTasks, privateBytes, SYSTEM_PROCESS_TABLE, TICKS_PER_SECOND } from './process-table.js';
export type { ProcessTree, ProcessTreeOptions } from './process-tree.js';
export { createProcessTree } from './process-tree.js';
export type { OutputStream, ProgramOutcome, RunOptions } from './run-program.js';
export { runProgram } from './run-program.js';
export { signalProcess } from './signal-process.js';
export type { ProcessChannel, StartedProcess, StartOptions } from './start-process.js';
export { startProcess } from './start-process.js';
export type { StreamOptions, StreamOutcome } from './stream-program.js';
export { streamProgram } from './stream-program.js';
