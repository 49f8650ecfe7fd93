import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../../src/process/index.js';

const LIMITS = { env: { PATH: process.env.PATH }, timeoutMilliseconds: 10_000 };

function sh(script: string, more = {}) {
  return runProgram('/bin/sh', ['-c', script], { ...LIMITS, ...more });
}

describe('runProgram', () => {
  test('returns how the program ended and what it printed', async () => {
    const outcome = await sh('echo out; echo err >&2; exit 3');
    expect(outcome).toEqual({
      end: { type: 'exit', code: 3 },
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
      stdout: Buffer.from('out\n'),
      stderr: Buffer.from('err\n'),
    });
    expect((await sh('kill -9 $$')).end).toEqual({ type: 'signal', signal: 'SIGKILL' });
  });

  test('returns the error of a program that cannot be started', async () => {
    const { end } = await runProgram('/nonexistent/program', [], LIMITS);
    expect(end).toMatchObject({ type: 'error', error: { code: 'ENOENT' } });
    const invalid = rejectionOf(runProgram('/bin/sh', ['-c', 'a\0b'], LIMITS));
    expect(await invalid).toMatchObject({ name: 'TypeError' });
  });

  test('passes arguments as they are, its input, and nothing of the environment', async () => {
    const script = 'printf "%s|" "$@" "$HOME"; cat';
    const { output } = await runProgram('/bin/sh', ['-c', script, 'sh', '$(x)', 'a b'], {
      env: {},
      input: 'typed',
    });
    expect(output).toBe('$(x)|a b||typed');
  });

  test('a program that does not read its input is no failure', async () => {
    expect((await sh('exit 0', { input: Buffer.alloc(1_000_000) })).end).toEqual({ type: 'exit', code: 0 });
  });

  test('ends a program that prints more than it may', async () => {
    const { end, output } = await sh('yes', { maxOutputBytes: 10 });
    expect(end).toEqual({ type: 'too-much-output' });
    expect(output).toBe('y\ny\ny\ny\ny\n');
  });

  test('keeps the beginning of what it prints, and lets it go on', async () => {
    const { end, output } = await sh('yes | head -c 100000; exit 4', {
      maxOutputBytes: 10,
      overflow: 'drop',
    });
    expect(end).toEqual({ type: 'exit', code: 4 });
    expect(output).toBe('y\ny\ny\ny\ny\n');
  });

  test('what is not kept takes no memory', async () => {
    const before = process.memoryUsage().rss;
    let peak = 0;
    await sh('head -c 1000000000 /dev/zero', {
      maxOutputBytes: 1_000,
      overflow: 'drop',
      onOutput: () => {
        peak = Math.max(peak, process.memoryUsage.rss());
      },
    });
    expect(peak - before).toBeLessThan(300_000_000);
  });

  test('all of the last output arrives, however fast the program ends', async () => {
    const { stdout } = await sh('head -c 3000000 /dev/zero');
    expect(stdout.length).toBe(3_000_000);
  });

  test('ends a program that takes too long, with its children', async () => {
    const marker = await useTempDir();
    const { end } = await sh(`trap '' TERM; sh -c 'sleep 300 # ${marker}' & sleep 300 # ${marker}`, {
      timeoutMilliseconds: 200,
      graceMilliseconds: 100,
    });
    expect(end).toEqual({ type: 'timeout' });
    expect(processesMentioning(marker)).toEqual([]);
  });

  test('ends a program that is silent for too long, but not one that speaks', async () => {
    expect((await sh('sleep 300', { stallMilliseconds: 200 })).end).toEqual({ type: 'stall' });
    const speaking = await sh('for i in 1 2 3 4; do echo $i; sleep 0.2; done', { stallMilliseconds: 600 });
    expect(speaking.end).toEqual({ type: 'exit', code: 0 });
  });

  test('does not wait for a child that holds the output open, and ends it', async () => {
    const marker = await useTempDir();
    const startedAt = performance.now();
    const { end } = await sh(`sh -c 'sleep 300 # ${marker}' & echo out; exit 0`);
    expect(end).toEqual({ type: 'exit', code: 0 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(processesMentioning(marker)).toEqual([]);
  });

  test('does not wait for a child in a session of its own either', async () => {
    const startedAt = performance.now();
    const { end, output } = await sh('setsid sleep 20 & echo out; exit 0');
    expect(end).toEqual({ type: 'exit', code: 0 });
    expect(output).toBe('out\n');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('rejects with the reason when it is cancelled, and leaves nothing', async () => {
    expect(await rejectionOf(sh('true', { signal: AbortSignal.abort('early') }))).toBe('early');
    const marker = await useTempDir();
    const controller = new AbortController();
    const rejection = rejectionOf(sh(`sleep 300 # ${marker}`, { signal: controller.signal }));
    setTimeout(() => controller.abort('late'), 100);
    expect(await rejection).toBe('late');
    expect(processesMentioning(marker)).toEqual([]);
  });

  test('rejects with what the listener throws', async () => {
    const onOutput = () => {
      throw new Error('enough');
    };
    expect(await rejectionOf(sh('echo a; sleep 300', { onOutput }))).toEqual(new Error('enough'));
  });
});
