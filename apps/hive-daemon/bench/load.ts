/**
 * Five hundred readers on one chatty installation while two hundred others wait and run: is the daemon's memory flat, is an
 * event lost, does a cancellation stay under a second? From this workspace, with the packages built:
 *
 *     npx tsx bench/load.ts [lines] [readers]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import path from 'node:path';
import type { Job } from '../src/api.js';
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
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
const followed = Promise.all(Array.from({ length: Number(readers) }, () => follow(chatty.id)));
const small = await Promise.all(
  Array.from({ length: INSTALLS }, (_, index) =>
    post({ operation: 'worker_install', worker: `small-${index}` }),
  ),
);
console.log(`${seconds()} s: ${readers} readers, ${small.length} installations posted`);

await new Promise((resolve) => setTimeout(resolve, 3_000));
const cancelBegan = Date.now();
await fetch(`${url}/v1/jobs/${sleepy.id}`, { method: 'DELETE' });
await ended(sleepy.id);
const cancelMilliseconds = Date.now() - cancelBegan;

const seen = await followed;
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

agent.destroy();
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

interface Seen {
  last: number;
  gaps: number;
  bytes: number;
}

/** Reads a stream to its end; the numbers of its events have to follow each other. */
function follow(id: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    get(`${url}/v1/jobs/${id}/stream`, { agent }, (response) => {
      const seen: Seen = { last: 0, gaps: 0, bytes: 0 };
      let rest = '';
      response.setEncoding('latin1').on('data', (chunk: string) => {
        seen.bytes += chunk.length;
        const text = rest + chunk;
        let at = 0;
        for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n', at)) {
          if (text.startsWith('id: ', at)) {
            const seq = Number.parseInt(text.slice(at + 4, at + 16), 10);
            if (seq !== seen.last + 1) seen.gaps += 1;
            seen.last = seq;
          }
          at = end + 2;
        }
        rest = text.slice(at);
      });
      response.on('end', () => resolve(seen));
      response.on('error', reject);
    }).on('error', reject);
  });
}
