import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, ProcessList } from '../../src/api.js';
import type { SoakedDaemon } from './daemon.js';

/** What the soak asks of the daemon. */
export interface SoakClient {
  post(operation: Record<string, unknown>): Promise<Job>;
  cancel(id: string): Promise<void>;
  /** Waits for a job's end. */
  ended(id: string): Promise<Job>;
  processes(): Promise<ProcessList['processes']>;
}

const ENDED: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'interrupted']);

export function createSoakClient({ url, token }: SoakedDaemon): SoakClient {
  const authorization = `Bearer ${token}`;
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  }
  return {
    post: (operation) => ask('POST', '/v1/jobs', operation),
    cancel: async (id) => void (await ask('DELETE', `/v1/jobs/${id}`)),
    processes: async () => (await ask<ProcessList>('GET', '/v1/processes')).processes,
    async ended(id) {
      for (;;) {
        const job = await ask<Job>('GET', `/v1/jobs/${id}`);
        if (ENDED.has(job.state)) return job;
        await sleep(50);
      }
    },
  };
}
