import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/report.js';
import type { Rollout } from '../../src/protocol/rollout.js';
import { backWrites, stepRollout } from '../../src/rollout/step-rollout.js';

const START = new Date('2026-01-01T00:00:00Z');
const NEW = [{ name: 'chat', worker: 'engine', version: '2' }];
const OLD = [{ name: 'chat', worker: 'engine', version: '1' }];

function rollout(change: Partial<Rollout> = {}): Rollout {
  return {
    ...{ format: 1, id: 'x', state: 'running', generation: 5, wave: 0, waveSeconds: 60 },
    ...{ startedAt: START.toISOString(), waveStartedAt: START.toISOString(), waves: [['a'], ['b', 'c']] },
    after: { a: NEW, b: NEW, c: NEW },
    before: { a: OLD, b: OLD, c: [] },
    ...change,
  };
}

function report(
  generation: number,
  state: 'ready' | 'converging' | 'failed' = 'ready',
  error?: string,
): Report {
  const line = { name: 'chat', worker: 'engine', state, ...(error !== undefined && { error }) };
  return { format: 1, generation, at: '', lines: [line] };
}

const step = (of: Rollout, reports: Record<string, Report>, seconds = 1) =>
  stepRollout(of, new Map(Object.entries(reports)), new Date(START.getTime() + seconds * 1_000));

test('a wave passes when every hive has made all of it, and not before', () => {
  expect(step(rollout(), {}).waits).toBe(true);
  expect(step(rollout(), { a: report(4) }).waits).toBe(true);
  expect(step(rollout(), { a: report(5, 'converging') }).waits).toBe(true);
  const next = step(rollout(), { a: report(5) });
  expect(next).toMatchObject({ waits: false, rollout: { wave: 1, state: 'running' } });
  expect(next.writes.map(({ hive, generation }) => [hive, generation])).toEqual([
    ['b', 5],
    ['c', 5],
  ]);
  expect(step(next.rollout, { a: report(5), b: report(5) }, 2).waits).toBe(true);
  expect(step(next.rollout, { a: report(5), b: report(5), c: report(6) }, 2).rollout.state).toBe('done');
});

test('a line that fails puts back what was changed, and says which hive and which line', () => {
  const { rollout: back, writes } = step(rollout({ wave: 1 }), {
    b: report(5),
    c: report(5, 'failed', 'no GPU'),
  });
  expect(back).toMatchObject({ state: 'reverting', reason: 'c, line chat: no GPU' });
  expect(writes).toEqual([
    { hive: 'a', generation: 6, lines: OLD },
    { hive: 'b', generation: 6, lines: OLD },
    { hive: 'c', generation: 6, lines: [] },
  ]);
  expect(step(back, { a: report(6), b: report(5) }).waits).toBe(true);
  expect(step(back, { a: report(6), b: report(6), c: report(6, 'converging') }).waits).toBe(true);
  const gone = { ...report(6), lines: [] };
  expect(step(back, { a: report(6), b: report(6, 'failed'), c: gone }).rollout.state).toBe('reverted');
});

test('a canary that fails leaves the others alone', () => {
  const { rollout: back } = step(rollout(), { a: report(5, 'failed') });
  expect(backWrites(back).map(({ hive }) => hive)).toEqual(['a']);
});

test('what failed for an older wish does not count', () => {
  expect(step(rollout(), { a: report(4, 'failed') }).waits).toBe(true);
});

test('a wave has its time, and one that is put back too', () => {
  const { rollout: back } = step(rollout(), { a: report(5, 'converging') }, 61);
  expect(back).toMatchObject({ state: 'reverting', reason: 'a, line chat: it is not ready after 60 s' });
  expect(step(rollout(), {}, 61).rollout.reason).toBe(
    'a: it has not taken up what is wanted of it after 60 s',
  );
  expect(step(back, {}, 62).waits).toBe(true);
  expect(step(back, {}, 122).rollout.state).toBe('reverted');
});

test('a rollout that is paused or over has no next step', () => {
  for (const state of ['paused', 'done', 'reverted'] as const)
    expect(step(rollout({ state }), { a: report(5) })).toMatchObject({ waits: true, writes: [] });
});
