import type { Job, JobEvent, JobEventBody } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import {
  applyJobEvent,
  hasEnded,
  type JobProgress,
  NO_PROGRESS,
  withReadingAsOne,
} from '../../src/model/job-progress.js';
import type { LogEntry } from '../../src/model/log/log-store.js';

const BASE = { jobId: 'j1', workerId: 'w' } as const;
const JOB: Job = {
  id: 'j1',
  operation: { operation: 'worker_install', worker: 'w' },
  state: 'running',
  createdAt: '2026-11-20T12:00:00Z',
  startedAt: '2026-11-20T12:00:00Z',
  events: 0,
};

/** Events a second apart. */
function play(...bodies: readonly JobEventBody[]): { progress: JobProgress; log: LogEntry[] } {
  const log: LogEntry[] = [];
  let progress = NO_PROGRESS;
  for (const [index, event] of bodies.entries()) {
    const time = new Date(Date.parse('2026-11-20T12:00:00Z') + index * 1000).toISOString();
    const after = applyJobEvent(progress, { seq: index + 1, time, event } satisfies JobEvent);
    progress = after.progress;
    if (after.entry) log.push(after.entry);
  }
  return { progress, log };
}

it('steps begin and end with their times', () => {
  const { progress } = play(
    { ...BASE, type: 'step-start', step: 'sources' },
    { ...BASE, type: 'step-end', step: 'sources', milliseconds: 40 },
    { ...BASE, type: 'step-start', step: 'build' },
  );
  expect(progress.steps).toEqual([
    { step: 'sources', state: 'done', startedAt: '2026-11-20T12:00:00.000Z', milliseconds: 40 },
    { step: 'build', state: 'running', startedAt: '2026-11-20T12:00:02.000Z' },
  ]);
});

it.each([
  ['failed', 'failed'],
  ['cancelled', 'stopped'],
  ['interrupted', 'stopped'],
  ['succeeded', 'done'],
] as const)('a step that runs when its job %s is %s', (state, stepState) => {
  const { progress } = play(
    { ...BASE, type: 'step-start', step: 'build' },
    { type: 'note', text: 'x' },
    { type: 'job-state', job: { ...JOB, state } },
  );
  expect(progress.steps).toMatchObject([{ state: stepState, milliseconds: 2000 }]);
  expect(hasEnded(progress.job)).toBe(true);
});

it('a source goes through its states and keeps what was known', () => {
  const name = 'a.tar.gz';
  const { progress } = play(
    { ...BASE, type: 'source-start', name, url: 'https://x.test/a.tar.gz' },
    { ...BASE, type: 'source-progress', name, receivedBytes: 5, totalBytes: 10, bytesPerSecond: 2 },
    { ...BASE, type: 'source-retry', name, attempt: 2, milliseconds: 100, reason: 'It broke.' },
  );
  expect(progress.sources.get(name)).toEqual({
    ...{ name, url: 'https://x.test/a.tar.gz', state: 'retrying', trouble: 'It broke.' },
    ...{ receivedBytes: 5, totalBytes: 10, bytesPerSecond: 2 },
  });
  const ended = applyJobEvent(progress, {
    seq: 4,
    time: '2026-11-20T12:00:09Z',
    event: { ...BASE, type: 'source-end', name, commit: 'abc' },
  });
  expect(ended.progress.sources.get(name)).toMatchObject({ state: 'done', commit: 'abc', receivedBytes: 5 });
});

it('waits for another installation until its own begins', () => {
  const waiting = play({ ...BASE, type: 'waiting', pid: 12, label: 'job j0' });
  expect(waiting.progress.waitingFor).toBe('job j0');
  const { progress } = play(
    { ...BASE, type: 'waiting', pid: 12 },
    { ...BASE, type: 'step-start', step: 'metadata' },
  );
  expect(progress.waitingFor).toBeUndefined();
});

it('the log has what was printed and what a person wants to know', () => {
  const { log } = play(
    { type: 'job-state', job: JOB },
    { ...BASE, type: 'step-start', step: 'build' },
    {
      ...BASE,
      type: 'output',
      phase: 'build',
      stream: 'stderr',
      time: Date.parse(JOB.createdAt) + 1500,
      line: 'oh',
    },
    { ...BASE, type: 'source-progress', name: 'a', receivedBytes: 1, totalBytes: 2, bytesPerSecond: 3 },
    { type: 'log-full', limitBytes: 100 },
    { type: 'job-state', job: { ...JOB, state: 'failed', error: { code: 'X', message: 'No.' } } },
  );
  const at = (seconds: number) => Date.parse(JOB.createdAt) + 1000 * seconds;
  expect(log).toEqual([
    { kind: 'step', text: 'build', time: at(1) },
    { kind: 'stderr', text: 'oh', time: at(1.5) },
    {
      ...{ kind: 'note', time: at(4) },
      text: 'The log reached its limit of 100 bytes; later output is not kept.',
    },
    { kind: 'note', text: 'Failed: No.', time: at(5) },
  ]);
});

it('the progress of a step stays until it ends', () => {
  const counted = { ...BASE, type: 'build-progress', done: 54, total: 203 } as const;
  const begun = [{ ...BASE, type: 'step-start', step: 'build' } as const, counted];
  expect(play(...begun).progress.build).toEqual({ done: 54, total: 203, secondsLeft: undefined });
  const further = { ...counted, done: 60, secondsLeft: 90 };
  expect(play(...begun, further).progress.build).toEqual({ done: 60, total: 203, secondsLeft: 90 });
  expect(play(...begun, further).log).toHaveLength(1);
  const endings: readonly JobEventBody[] = [
    { ...BASE, type: 'step-end', step: 'build', milliseconds: 1 },
    { ...BASE, type: 'step-start', step: 'package' },
    { type: 'job-state', job: { ...JOB, state: 'failed' } },
  ];
  for (const ending of endings) expect(play(...begun, ending).progress.build).toBeUndefined();
});

it('the log says what of it is left out', () => {
  const kinds = [
    { kind: '-Wunused-variable', count: 40 },
    { kind: '-Wsign-compare', count: 17 },
  ];
  const { log } = play(
    { ...BASE, type: 'warnings-folded', count: 57, kinds },
    { type: 'log-gap', lines: 20_000 },
  );
  expect(log).toMatchObject([
    {
      kind: 'note',
      text: '57 more warnings, not shown: 40 × -Wunused-variable, 17 × -Wsign-compare',
    },
    { kind: 'note', text: '20000 lines are left out here.' },
  ]);
});

it('an event of a later version changes nothing', () => {
  const event = { type: 'brand-new', what: 1 } as unknown as JobEventBody;
  expect(play(event)).toEqual({ progress: NO_PROGRESS, log: [] });
});

it('the steps that read the recipe are shown as one', () => {
  const at = '2026-11-20T12:00:00Z';
  const done = (step: string, milliseconds: number) =>
    ({ step, state: 'done', startedAt: at, milliseconds }) as const;
  const running = { step: 'parse', state: 'running', startedAt: at } as const;
  expect(withReadingAsOne([done('metadata', 3), done('pkgbuild', 4), done('sources', 9)])).toEqual([
    done('read recipe', 7),
    done('sources', 9),
  ]);
  expect(withReadingAsOne([done('metadata', 3), running])).toEqual([{ ...running, step: 'read recipe' }]);
  expect(withReadingAsOne([done('build', 1)])).toEqual([done('build', 1)]);
});
