export { FIXED_LAUNCH, type LaunchCommand, launchCommand, missingLaunchValues } from './command.js';
export { decodeLaunch, encodeLaunch, launchVariableProblem, StoredLaunch } from './schema.js';
export type { LaunchHealth, LaunchValues, WorkerLaunch } from './types.js';
export type { KnownModelFormat, LaunchValueName, WorkerApi, WorkerTask } from './vocabulary.js';
export { LAUNCH_VALUE_NAMES, MODEL_FORMATS, WORKER_APIS, WORKER_TASKS } from './vocabulary.js';
