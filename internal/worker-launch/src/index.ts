export { FIXED_LAUNCH, type LaunchCommand, launchCommand, missingLaunchValues } from './command.js';
export { decodeLaunch, encodeLaunch, HealthCheck, launchVariableProblem, StoredLaunch } from './schema.js';
export type { LaunchHealth, LaunchValues, WorkerLaunch } from './types.js';
export type { HealthMethod, KnownModelFormat, LaunchValueName, WorkerApi, WorkerTask } from './vocabulary.js';
export {
  HEALTH_METHODS,
  LAUNCH_VALUE_NAMES,
  MODEL_FORMATS,
  WORKER_APIS,
  WORKER_TASKS,
} from './vocabulary.js';
