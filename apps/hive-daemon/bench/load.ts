/**
 * Five hundred readers on one chatty installation while two hundred others wait and run: is the daemon's memory flat, is an
 * event lost, does a cancellation stay under a second? From this workspace, with the packages built:
 *
 *     npx tsx bench/load.ts [lines] [readers]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Job } from '../src/api.js';
import type { Seen } from './readers.js';
import { INSTALLS } from './sizes.js';

const [lines = '20000', readers = '500'] = process.argv.slice(2);
const child = fork(path.join(import.meta.dirname, 'daemon.ts'), [lines], { execArgv: ['--import', 'tsx'] });
const [{ url, folder }] = (await once(child, 'message')) as [{ url: string; folder: string }];
const rss: number[] = [];
child.on('message', (message: { rss: number }) => rss.push(message.rss));

const began = Date.now();
const seconds = () => ((Date.now() - began) / 1_000).toFixed(1);
await new Promise((resolve) => setTimeout(resolve, 1_000));
const idle = rss.at(-1) ?? 0;

const chatty = await post({ operation: 'worker_install', worker: 'chatty' });
const sleepy = await post({ operation: 'worker_install', worker: 'sleepy' });
const following = fork(
  path.join(import.meta.dirname, 'readers.ts'),
  [`${url}/v1/jobs/${chatty.id}/stream`, readers],
  {
    execArgv: ['--import', 'tsx'],
  },
);
const followed = once(following, 'message') as Promise<[Seen[]]>;
const small = await Promise.all(
  Array.from({ length: INSTALLS }, (_, index) =>
    post({ operation: 'worker_install', worker: `small-${index}` }),
  ),
);
console.log(`${seconds()} s: ${readers} readers, ${small.length} installations posted`);

await new Promise((resolve) => setTimeout(resolve, 5_000));
const cancelBegan = Date.now();
await fetch(`${url}/v1/jobs/${sleepy.id}`, { method: 'DELETE' });
await ended(sleepy.id);
const cancelMilliseconds = Date.now() - cancelBegan;

const [seen] = await followed;
const { events } = await ended(chatty.id);
const whole = seen.filter(({ last, gaps }) => last === events && gaps === 0).length;
const bytes = seen.reduce((sum, one) => sum + one.bytes, 0);
console.log(`${seconds()} s: ${whole} of ${readers} readers saw every one of ${events} events`);
console.log(`${(bytes / 1024 ** 2).toFixed(0)} MiB sent`);

const states = new Map<string, number>();
for (const { id } of small) {
  const { state } = await ended(id);
  states.set(state, (states.get(state) ?? 0) + 1);
}
console.log(`${seconds()} s: installations ${JSON.stringify(Object.fromEntries(states))}`);
console.log(`cancelled in ${cancelMilliseconds} ms under this load`);
const mebibytes = (value: number) => `${(value / 1024 ** 2).toFixed(0)} MiB`;
console.log(
  `memory (RSS): idle ${mebibytes(idle)}, most ${mebibytes(Math.max(...rss))}, at the end ${mebibytes(rss.at(-1) ?? 0)}`,
);

child.disconnect();
await once(child, 'exit');
await rm(folder, { recursive: true, force: true });

async function post(operation: Record<string, unknown>): Promise<Job> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(operation),
  });
  return (await response.json()) as Job;
}

async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = (await (await fetch(`${url}/v1/jobs/${id}`)).json()) as Job;
    if (job.endedAt !== undefined) return job;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
