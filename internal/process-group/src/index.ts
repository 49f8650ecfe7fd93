export { endProcessGroup } from './end-process-group.js';
export type { ProgramOutcome, RunProgramOptions } from './run-program.js';
export { runProgram } from './run-program.js';
export type { ProcessEnd, SpawnedGroup, SpawnGroupOptions } from './spawn-group.js';
export { spawnGroup } from './spawn-group.js';
