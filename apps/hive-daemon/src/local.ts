export type { RunWorkerEvent, RunWorkerOptions, WorkerRun } from './processes/run-worker.js';
export { runWorker } from './processes/run-worker.js';
export type { RunningWorker } from './processes/running-workers.js';
export { readRunningWorkers } from './processes/running-workers.js';
