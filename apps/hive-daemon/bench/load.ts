/**
 * Five hundred readers on one chatty installation while two hundred others wait and run: is the daemon's memory flat, is an
 * event lost, is a cancellation answered and done within a second? Those are sent while the readers are served. From this
 * workspace, with the packages built:
 *
 *     npx tsx bench/load.ts [lines] [readers]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../src/api.js';
import type { Told } from './daemon.js';
import type { Seen } from './readers.js';
import { INSTALLS, SLEEPERS } from './sizes.js';

const [lines = '20000', readers = '500'] = process.argv.slice(2);
const child = start('daemon.ts', lines);
const [{ url, token, folder }] = (await once(child, 'message')) as [
  { url: string; token: string; folder: string },
];
const authorization = `Bearer ${token}`;
const told: Told[] = [];
child.on('message', (message: Told) => told.push(message));

const began = Date.now();
const seconds = () => ((Date.now() - began) / 1_000).toFixed(1);
await sleep(1_000);
const idle = told.at(-1)?.rss ?? 0;

const sleepers = await postAll('sleepy', SLEEPERS);
for (const { id } of sleepers) await until(id, ({ step }) => step === 'build');
const chatty = await post('chatty');
const following = start('readers.ts', `${url}/v1/jobs/${chatty.id}/stream`, readers, token);
const followed = new Promise<Seen[]>((resolve) => {
  following.on(
    'message',
    (message: 'begun' | { seen: Seen[] }) => message !== 'begun' && resolve(message.seen),
  );
});
let isServing = true;
void followed.then(() => {
  isServing = false;
});
const begun = once(following, 'message');
const small = await postAll('small', INSTALLS);
console.log(`${seconds()} s: ${small.length} installations posted; load ${os.loadavg()[0]?.toFixed(1)}`);

await begun;
console.log(`${seconds()} s: ${readers} readers are served`);
for (const { id } of sleepers) {
  const cancelBegan = Date.now();
  await fetch(`${url}/v1/jobs/${id}`, { method: 'DELETE', headers: { authorization } });
  const answered = Date.now() - cancelBegan;
  const { endedAt = '' } = await until(id, ({ endedAt }) => endedAt !== undefined);
  const [done, seen] = [Date.parse(endedAt) - cancelBegan, Date.now() - cancelBegan];
  const during = isServing ? 'while the readers are served' : 'when all readers are through';
  console.log(`cancelled ${during}: answered in ${answered} ms, done in ${done} ms, seen in ${seen} ms`);
}

const seen = await followed;
const { events } = await until(chatty.id, ({ endedAt }) => endedAt !== undefined);
const whole = seen.filter(({ last, gaps }) => last === events && gaps === 0).length;
const bytes = seen.reduce((sum, one) => sum + one.bytes, 0);
console.log(`${seconds()} s: ${whole} of ${readers} readers saw every one of ${events} events`);
const atLastReader = told.at(-1);
console.log(`${mebibytes(bytes)} sent; event loop delay ${JSON.stringify(atLastReader?.delay)} ms`);
console.log(
  `the daemon's CPU so far: user ${milliseconds(atLastReader?.cpu.user)}, system ${milliseconds(atLastReader?.cpu.system)}`,
);

const states = new Map<string, number>();
for (const { id } of small) {
  const { state } = await until(id, ({ endedAt }) => endedAt !== undefined);
  states.set(state, (states.get(state) ?? 0) + 1);
}
console.log(`${seconds()} s: installations ${JSON.stringify(Object.fromEntries(states))}`);
const most = Math.max(...told.map(({ rss }) => rss));
console.log(
  `memory (RSS): idle ${mebibytes(idle)}, most ${mebibytes(most)}, at the end ${mebibytes(told.at(-1)?.rss)}`,
);

child.disconnect();
await once(child, 'exit');
await rm(folder, { recursive: true, force: true });

/** Each is a process of its own, so that none waits for another one's work. */
function start(file: string, ...args: string[]): ChildProcess {
  return fork(path.join(import.meta.dirname, file), args, { execArgv: ['--import', 'tsx'] });
}

function mebibytes(bytes = 0): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}

function milliseconds(microseconds = 0): string {
  return `${(microseconds / 1_000).toFixed(0)} ms`;
}

function postAll(name: string, count: number): Promise<Job[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => post(`${name}-${index}`)));
}

async function post(worker: string): Promise<Job> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ operation: 'worker_install', worker }),
  });
  return (await response.json()) as Job;
}

async function until(id: string, holds: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = (await (await fetch(`${url}/v1/jobs/${id}`, { headers: { authorization } })).json()) as Job;
    if (holds(job)) return job;
    await sleep(10);
  }
}
