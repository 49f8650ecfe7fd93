export type { DaemonLimits, DaemonOptions, DaemonRecord, LogEntry, RunningDaemon } from './options.js';
