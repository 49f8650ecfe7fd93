import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Job, JobList } from 'rbee-hive-daemon/api';
import { onTestFinished } from 'vitest';
import { type HiveOptions, type HiveRun, startHive } from './run-hive.js';

export interface Serve extends HiveRun {
  readonly url: string;
  /** The page's address with the token, as it is printed. */
  readonly link: string;
  /** What requests have to bring. */
  readonly headers: { readonly authorization: string };
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
  const link = await run.printed(/^(http:\/\/\S+)$/m);
  const { origin: url, hash } = new URL(link);
  const headers = { authorization: `Bearer ${hash.replace('#token=', '')}` };
  return {
    ...run,
    ...{ url, link, headers },
    async jobs() {
      const response = await fetch(`${url}/v1/jobs`, { headers });
      const { jobs } = (await response.json()) as JobList;
      return jobs;
    },
  };
}

export async function readRecord(home: string): Promise<{ url: string; pid: number }> {
  return JSON.parse(await readFile(path.join(home, 'state/rbee/hive/daemon.json'), 'utf8'));
}
