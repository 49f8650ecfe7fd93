import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Job } from '../src/api.js';
import { recipe } from './recipes.js';
import { AUTHORIZATION, parseEvents, until, useDaemon } from './support.js';

const READERS = 40;
const SLOW_READERS = 100;
const INSTALLS = 20;
const LINES = 20_000;

// `bench/load.ts` is the same with 500 readers and 200 installations.
test('many readers of a chatty installation beside many others: flat memory, no event lost, cancelled soon', {
  timeout: 120_000,
}, async () => {
  const small = Array.from({ length: INSTALLS }, (_, index) => `small-${index}`);
  const { url, post, events, call } = await useDaemon({
    limits: { runningInstalls: 3 },
    workers: {
      chatty: {
        pkgbuild: recipe('chatty', '', { lines: `build() { seq -f 'line %.0f of the build' ${LINES}; }` }),
      },
      sleepy: { pkgbuild: recipe('sleepy', '', { lines: 'build() { sleep 60; }' }) },
      ...Object.fromEntries(small.map((id) => [id, { pkgbuild: recipe(id) }])),
    },
  });
  const install = (worker: string) => post({ operation: 'worker_install', worker });
  const [chatty, sleepy] = [await install('chatty'), await install('sleepy')];
  const before = process.memoryUsage().rss;
  for (let index = 0; index < SLOW_READERS; index += 1) openUnread(url, `/v1/jobs/${chatty.id}/stream`);
  const followed = Promise.all(Array.from({ length: READERS }, () => numbersOf(url, chatty.id)));
  const jobs = await Promise.all(small.map(install));

  const look = async ({ id }: Job) => (await call<Job>('GET', `/v1/jobs/${id}`)).body;
  await until('one sleeps', async () => (await look(sleepy)).step === 'build');
  await until('readers are served', async () => (await look(chatty)).events > LINES / 10);
  const began = Date.now();
  await call('DELETE', `/v1/jobs/${sleepy.id}`);
  const answered = Date.now() - began;
  await events(sleepy.id);
  const cancelled = await look(sleepy);

  const seen = await followed;
  const told = (await look(chatty)).events;
  expect(told).toBeGreaterThan(LINES);
  const all = Array.from({ length: told }, (_, index) => index + 1);
  for (const numbers of seen) expect(numbers).toEqual(all);
  for (const { id } of jobs) {
    expect((await events(id)).at(-1)?.event).toMatchObject({ job: { state: 'succeeded' } });
  }
  expect(cancelled.state).toBe('cancelled');
  expect(answered).toBeLessThan(1_000);
  // A second where the machine is idle; the machine that runs the tests may be busy.
  expect(Date.parse(cancelled.endedAt ?? '') - began).toBeLessThan(2_000);
  // What the readers that never read have not been sent is some 400 MiB, and must not be here.
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 ** 2);
});

/** The numbers of a stream's events; the text is not kept. */
async function numbersOf(url: string, id: string): Promise<number[]> {
  const response = await fetch(`${url}/v1/jobs/${id}/stream`, { headers: AUTHORIZATION });
  const numbers: number[] = [];
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const text = rest + Buffer.from(chunk).toString('latin1');
    const whole = text.lastIndexOf('\n\n') + 2;
    for (const event of parseEvents(text.slice(0, Math.max(whole, 0)))) numbers.push(Number(event.id));
    rest = whole > 1 ? text.slice(whole) : text;
  }
  return numbers;
}

/** A reader that asks and never reads. */
function openUnread(url: string, target: string): void {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname, () => {
    socket.write(
      `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${AUTHORIZATION.authorization}\r\n\r\n`,
    );
  });
  socket.on('error', () => undefined);
  socket.pause();
  onTestFinished(() => void socket.destroy());
}
