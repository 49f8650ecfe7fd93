import type { OutdatedWorker } from '@rbee/worker-catalog';
import * as api from 'rbee-hive-daemon/api';
import type { DaemonAddress } from './daemon-address.js';
import { requestJson } from './request-daemon.js';

/** What a daemon knows of workers and of its machine. */
export interface WorkerClient {
  overview(signal: AbortSignal): Promise<api.WorkerOverview>;
  outdated(signal: AbortSignal): Promise<readonly OutdatedWorker[]>;
  problems(signal: AbortSignal): Promise<api.ProblemList['problems']>;
  hardware(signal: AbortSignal): Promise<api.HardwareAnswer>;
  plan(
    workerId: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<api.PlanAnswer>;
  doctor(signal: AbortSignal): Promise<api.DoctorReport>;
}

export function createWorkerClient(address: DaemonAddress): WorkerClient {
  return {
    overview: (signal) => requestJson(address, '/v1/workers', { signal, shape: api.WorkerOverview }),
    outdated: async (signal) =>
      (await requestJson(address, '/v1/outdated', { signal, shape: api.OutdatedList })).outdated,
    problems: async (signal) =>
      (await requestJson(address, '/v1/problems', { signal, shape: api.ProblemList })).problems,
    hardware: (signal) => requestJson(address, '/v1/hardware', { signal, shape: api.HardwareAnswer }),
    plan: (workerId, query, signal) => {
      const path = `/v1/workers/${encodeURIComponent(workerId)}/plan?${new URLSearchParams(query)}`;
      return requestJson(address, path, { signal, shape: api.PlanAnswer });
    },
    doctor: (signal) => requestJson(address, '/v1/doctor', { signal, shape: api.DoctorReport }),
  };
}
