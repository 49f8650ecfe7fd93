import { expect, test } from 'vitest';
import type { Job, JobEvent } from '../../src/api/jobs.js';
import { JobEvents, type ToldEvent } from '../../src/jobs/job-events.js';

const LIMIT = 64 * 1024;
const BASE = { jobId: 'job', workerId: 'tool' };

function useEvents() {
  const written: JobEvent[] = [];
  const log = {
    failure: undefined,
    get seq() {
      return written.length;
    },
    append: (line: string) => void written.push(JSON.parse(line)),
  };
  const events = new JobEvents({ log, limitBytes: LIMIT, now: () => new Date(0) });
  const output = (line: string) =>
    events.tell({ ...BASE, type: 'output', phase: 'build', stream: 'stdout', time: 0, line } as ToldEvent);
  const end = { id: 'job', state: 'succeeded', events: 0 } as unknown as Job;
  const lines = () => written.flatMap(({ event }) => (event.type === 'output' ? [event.line] : []));
  return { events, written, output, lines, end };
}

test('of very much output the beginning and each step’s end are kept, and what is missing is counted', () => {
  const { events, written, output, lines, end } = useEvents();
  events.tell({ ...BASE, type: 'step-start', step: 'build' });
  for (let index = 0; index < 20_000; index += 1) output(`line ${index}`);
  // How far it is, is told all the same.
  events.tell({ ...BASE, type: 'build-progress', done: 1, total: 2 });
  expect(written.at(-1)?.event.type).toBe('build-progress');
  events.tell({ ...BASE, type: 'step-end', step: 'build', milliseconds: 1 });
  const [first, last] = [lines().at(0), lines().at(-1)];
  expect([first, last]).toEqual(['line 0', 'line 19999']);
  const gap = written.map(({ event }) => event).find(({ type }) => type === 'log-gap');
  expect(gap).toEqual({ type: 'log-gap', lines: 20_000 - lines().length });
  events.tellState(end);
  expect(written.map(({ seq }) => seq)).toEqual(written.map((_, index) => index + 1));
  expect(JSON.stringify(written).length).toBeLessThan(LIMIT);
});

test('a job that ends amid its output has the last of it', () => {
  const { events, output, lines, end, written } = useEvents();
  for (let index = 0; index < 5_000; index += 1) output(`line ${index}`);
  events.tellState(end);
  expect(lines().at(-1)).toBe('line 4999');
  expect(written.at(-1)?.event.type).toBe('job-state');
});

test('a job of many steps comes to the limit, and says so', () => {
  const { events, output, written } = useEvents();
  for (let step = 0; step < 100; step += 1) {
    events.tell({ ...BASE, type: 'step-start', step: 'build' });
    for (let index = 0; index < 500; index += 1) output(`line ${index}`);
  }
  expect(written.at(-1)?.event).toEqual({ type: 'log-full', limitBytes: LIMIT });
});

test('little output is written as it comes', () => {
  const { output, lines } = useEvents();
  output('a');
  output('b');
  expect(lines()).toEqual(['a', 'b']);
});
