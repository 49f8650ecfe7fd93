import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { runProgram, spawnGroup } from '../src/index.js';

const LIMITS = { env: { PATH: process.env.PATH }, timeoutMilliseconds: 10_000, maxOutputBytes: 1_000 };

function sh(script: string, more = {}) {
  return runProgram('/bin/sh', ['-c', script], { ...LIMITS, ...more });
}

describe('runProgram', () => {
  test('answers how it ended and what it printed', async () => {
    expect(await sh('echo out; echo err >&2; exit 3')).toEqual({
      end: { type: 'exit', code: 3 },
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
      stdout: 'out\n',
    });
    expect((await sh('kill -9 $$')).end).toEqual({ type: 'signal', signal: 'SIGKILL' });
  });

  test('answers a program that cannot be started', async () => {
    const { end } = await runProgram('/nonexistent/program', [], LIMITS);
    expect(end).toMatchObject({ type: 'error', error: { code: 'ENOENT' } });
  });

  test('hands over arguments as they are, and nothing of the environment', async () => {
    const { output } = await runProgram('/bin/sh', ['-c', 'printf "%s|" "$@" "$HOME"', 'sh', '$(x)', 'a b'], {
      ...LIMITS,
      env: {},
    });
    expect(output).toBe('$(x)|a b||');
  });

  test('keeps only so much output', async () => {
    expect((await sh('yes | head -c 100000', { maxOutputBytes: 10 })).output).toBe('y\ny\ny\ny\ny\n');
  });

  test('ends one that takes too long, with its children', async () => {
    const marker = await useTempDir();
    const { end } = await sh(`trap '' TERM; sh -c 'sleep 300 # ${marker}' & sleep 300 # ${marker}`, {
      timeoutMilliseconds: 200,
      graceMilliseconds: 100,
    });
    expect(end).toEqual({ type: 'timeout' });
    expect(processesMentioning(marker)).toEqual([]);
  });

  test('does not wait for a child that holds the output open, and ends it', async () => {
    const marker = await useTempDir();
    const startedAt = performance.now();
    const { end } = await sh(`sh -c 'sleep 300 # ${marker}' & exit 0`);
    expect(end).toEqual({ type: 'exit', code: 0 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(processesMentioning(marker)).toEqual([]);
  });

  test('rejects with the reason when it is cancelled', async () => {
    expect(await rejectionOf(sh('true', { signal: AbortSignal.abort('early') }))).toBe('early');
    const controller = new AbortController();
    const rejection = rejectionOf(sh('sleep 300', { signal: controller.signal }));
    setTimeout(() => controller.abort('late'), 100);
    expect(await rejection).toBe('late');
  });
});

test('spawnGroup passes output on as it comes', async () => {
  let heard: () => void = () => undefined;
  const spoke = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const group = spawnGroup('/bin/sh', ['-c', 'echo ready; sleep 300'], {
    env: { PATH: process.env.PATH },
    onOutput: (chunk, stream) => {
      if (stream === 'stdout' && chunk.toString() === 'ready\n') heard();
    },
  });
  await spoke;
  expect(await group.end(1_000)).toEqual({ type: 'signal', signal: 'SIGTERM' });
});
