import {
  FleetStatus,
  KeptSettings,
  LogLine,
  LogPage,
  type Operation,
  ProcessList,
  PrunedProcesses,
  type SettingsBody,
  SettingsList,
  WorkerProcess,
  type WorkerSettings,
} from 'rbee-hive-daemon/api';
import { z } from 'zod';
import { HiveInfo } from './answers.js';
import { createGatewayClient, type GatewayClient } from './gateway-client.js';
import { readEvents } from './read-events.js';
import { type DaemonAddress, readAnswer, readValue, requestJson } from './request-daemon.js';
import { runJob } from './run-job.js';
import type { RunOptions } from './run-options.js';

/** A daemon that runs. Every call fails as `requestDaemon` does. */
export interface DaemonClient {
  readonly url: string;
  readonly version: string;
  info(signal: AbortSignal): Promise<HiveInfo>;
  runJob(operation: Operation, options: RunOptions): Promise<unknown>;
  /** As `runJob`, for the operations whose result is a process. */
  runProcessJob(operation: Operation, options: RunOptions): Promise<WorkerProcess>;
  processes(signal: AbortSignal): Promise<readonly WorkerProcess[]>;
  /** Forgets the processes that have ended, with their logs. */
  pruneProcesses(signal: AbortSignal): Promise<PrunedProcesses>;
  /** What workers were last started with. */
  settings(signal: AbortSignal): Promise<readonly WorkerSettings[]>;
  putSettings(body: SettingsBody, signal: AbortSignal): Promise<WorkerSettings>;
  /** How many entries of the worker were forgotten. */
  forgetSettings(worker: string, signal: AbortSignal): Promise<number>;
  /** The newest lines of a process, the oldest of them first. */
  logs(
    processId: string,
    options: { readonly lines: number; readonly signal: AbortSignal },
  ): Promise<readonly LogLine[]>;
  /** Lines as they come, until the process ends. */
  followLogs(processId: string, options: FollowOptions): Promise<void>;
  /** Lets it look again which fleet it has joined. */
  reloadFleet(signal: AbortSignal): Promise<FleetStatus>;
  readonly gateway: GatewayClient;
}

export interface FollowOptions {
  /** Only lines after this one. */
  readonly after: number | undefined;
  readonly signal: AbortSignal;
  readonly onLine: (line: LogLine) => void;
}

const Forgotten = z.object({ removed: z.int() });
const ProcessResult = z.object({ process: WorkerProcess });

export function createDaemonClient(address: DaemonAddress, version: string): DaemonClient {
  return {
    url: address.url,
    version,
    gateway: createGatewayClient(address),
    reloadFleet: (signal) =>
      requestJson(address, '/v1/fleet/reload', { method: 'POST', signal, shape: FleetStatus }),
    info: (signal) => requestJson(address, '/v1/hive', { signal, shape: HiveInfo }),
    runJob: (operation, options) => runJob(address, operation, options),
    async runProcessJob(operation, options) {
      const result = await runJob(address, operation, options);
      return readValue(result, ProcessResult).process;
    },
    async processes(signal) {
      return (await requestJson(address, '/v1/processes', { signal, shape: ProcessList })).processes;
    },
    pruneProcesses: (signal) =>
      requestJson(address, '/v1/processes', { method: 'DELETE', signal, shape: PrunedProcesses }),
    async settings(signal) {
      return (await requestJson(address, '/v1/settings', { signal, shape: SettingsList })).settings;
    },
    putSettings: (body, signal) =>
      requestJson(address, '/v1/settings', { method: 'PUT', body, signal, shape: KeptSettings }),
    async forgetSettings(worker, signal) {
      const path = `/v1/settings/${encodeURIComponent(worker)}`;
      return (await requestJson(address, path, { method: 'DELETE', signal, shape: Forgotten })).removed;
    },
    async logs(processId, { lines, signal }) {
      const path = `/v1/processes/${processId}/logs?lines=${lines}`;
      return (await requestJson(address, path, { signal, shape: LogPage })).lines;
    },
    async followLogs(processId, { after, signal, onLine }) {
      await readEvents(address, `/v1/processes/${processId}/logs/stream`, {
        after,
        signal,
        endsByItself: true,
        onData(data) {
          onLine(readAnswer(data, LogLine));
          return false;
        },
      });
    },
  };
}
