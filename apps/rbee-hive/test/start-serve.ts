import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Job, JobList } from 'rbee-hive-daemon/api';
import { onTestFinished } from 'vitest';
import { type HiveOptions, type HiveRun, startHive } from './run-hive.js';

export interface Serve extends HiveRun {
  readonly url: string;
  /** Every job so far, the newest first. */
  readonly jobs: () => Promise<readonly Job[]>;
}

/** `rbee-hive serve` on a free port; it is stopped when the test is over. */
export async function startServe(options: HiveOptions, args: readonly string[] = []): Promise<Serve> {
  const run = startHive(['serve', '--port', '0', ...args], options);
  onTestFinished(async () => {
    run.child.kill('SIGTERM');
    await run.ended;
  });
  const url = await run.printed(/^(http:\/\/\S+)$/m);
  return {
    ...run,
    url,
    async jobs() {
      const { token } = await readRecord(options.home);
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/v1/jobs`, { headers });
      const { jobs } = (await response.json()) as JobList;
      return jobs;
    },
  };
}

export async function readRecord(home: string): Promise<{ url: string; pid: number; token?: string }> {
  return JSON.parse(await readFile(path.join(home, 'state/rbee/hive/daemon.json'), 'utf8'));
}
