import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { HiveEvent } from '../../../src/events.js';
import { progressLines } from '../../../src/output/live/progress-lines.js';
import { EMPTY_VIEW, nextView } from '../../../src/output/live/progress-view.js';

const BASE = { jobId: 'job', workerId: 'tool' };
const MIB = 1024 * 1024;

/** What is shown seven seconds after the first of these events. */
function linesAfter(...events: HiveEvent[]): string[] {
  const view = events.reduce((before, event) => nextView(before, event, 0), EMPTY_VIEW);
  return progressLines(view, { colors: pc.createColors(false), now: 7_000 });
}

const start = (name: string) => ({ ...BASE, type: 'source-start', name, url: `https://x/${name}` }) as const;

/** Of the source `a`. */
const progress = (receivedBytes: number, totalBytes?: number, bytesPerSecond?: number) =>
  ({ ...BASE, type: 'source-progress', name: 'a', receivedBytes, totalBytes, bytesPerSecond }) as const;

const SOURCES = { ...BASE, type: 'step-start', step: 'sources' } as const;

test('nothing is shown before a step and after it', () => {
  expect(linesAfter()).toEqual([]);
  expect(linesAfter(SOURCES, { ...BASE, type: 'step-end', step: 'sources', milliseconds: 1 })).toEqual([]);
});

test('a source shows what is known of it, and never a guess', () => {
  expect(linesAfter(SOURCES, start('a'))).toEqual(['==> sources 7 s', '  a  0 B']);
  expect(linesAfter(SOURCES, start('a'), progress(3 * MIB))).toContain('  a  3.0 MiB');
  expect(linesAfter(SOURCES, start('a'), progress(3 * MIB, undefined, MIB))).toContain(
    '  a  3.0 MiB  1.0 MiB/s',
  );
  expect(linesAfter(SOURCES, start('a'), progress(MIB, 4 * MIB, MIB))).toContain(
    '  a  ━━━━━───────────────  1.0 MiB of 4.0 MiB  1.0 MiB/s  3 s left',
  );
  expect(linesAfter(SOURCES, start('a'), progress(4 * MIB, 4 * MIB, MIB))).toContain(
    '  a  ━━━━━━━━━━━━━━━━━━━━  4.0 MiB of 4.0 MiB  1.0 MiB/s',
  );
  // A server that announced less than it sends.
  expect(linesAfter(SOURCES, start('a'), progress(5 * MIB, 4 * MIB, MIB))).toContain(
    '  a  ━━━━━━━━━━━━━━━━━━━━  5.0 MiB of 4.0 MiB  1.0 MiB/s',
  );
});

test('a source that has ended goes, one beside the recipe never comes', () => {
  const local = { ...BASE, type: 'source-start', name: 'b', url: 'b' } as const;
  const ended = { ...BASE, type: 'source-end', name: 'a' } as const;
  expect(linesAfter(SOURCES, start('a'), local, ended)).toEqual(['==> sources 7 s']);
});

test('of many sources eight have a line', () => {
  const starts = Array.from({ length: 20 }, (_, index) => start(`s${index}`));
  const lines = linesAfter(SOURCES, ...starts);
  expect(lines).toHaveLength(10);
  expect(lines.at(-2)).toBe('  s7  0 B');
  expect(lines.at(-1)).toBe('  and 12 more');
});

test('names and lines from outside cannot steer the terminal', () => {
  const output = { ...BASE, type: 'output', phase: 'build', stream: 'stdout', time: 0 } as const;
  expect(linesAfter(SOURCES, start('a\u001b[2Jb\nc'), { ...output, line: '\u001b]0;t\u0007x\ty' })).toEqual([
    '==> sources 7 s',
    '  abc  0 B',
    '    x    y',
  ]);
});

test('a build shows how far it is by its own count', () => {
  const build = { ...BASE, type: 'step-start', step: 'build' } as const;
  const counted = { ...BASE, type: 'build-progress', done: 54, total: 203 } as const;
  expect(linesAfter(build, counted)).toEqual(['==> build 7 s', '  ━━━━━───────────────  54 of 203']);
  expect(linesAfter(build, { ...counted, secondsLeft: 90 })[1]).toBe(
    '  ━━━━━───────────────  54 of 203  1:30 left',
  );
});
