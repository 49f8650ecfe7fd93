export { isDaemonError } from '../errors.js';
export type { FoundDaemon } from './find-daemon.js';
export { findDaemon } from './find-daemon.js';
export type { ProveDaemonOptions, ProvenDaemon } from './prove-daemon.js';
export { proveDaemon } from './prove-daemon.js';
export { reachableUrl } from './reachable-url.js';
export type { StopDaemonOptions, StoppedDaemon } from './stop-daemon.js';
export { stopDaemon } from './stop-daemon.js';
export { readDaemonToken } from './token-file.js';
