import { setTimeout as sleep } from 'node:timers/promises';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type StreamOptions, type StreamOutcome, streamProgram } from '../../src/process/index.js';

function stream(script: string, more: Partial<StreamOptions> = {}) {
  return streamProgram('/bin/sh', ['-c', script], { env: { PATH: process.env.PATH }, ...more });
}

async function readAll(
  script: string,
  more: Partial<StreamOptions> = {},
): Promise<StreamOutcome & { readonly bytes: number }> {
  const chunks = stream(script, more);
  let bytes = 0;
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) return { ...next.value, bytes };
    bytes += next.value.length;
  }
}

describe('streamProgram', () => {
  test('yields the output and returns how the program ended', async () => {
    expect(await readAll('head -c 3000000 /dev/zero; echo why >&2; exit 3')).toEqual({
      bytes: 3_000_000,
      end: { type: 'exit', code: 3 },
      stderr: 'why\n',
    });
  });

  test('returns the error of a program that cannot be started', async () => {
    const chunks = streamProgram('/nonexistent/program', [], { env: {} });
    expect(await chunks.next()).toMatchObject({
      done: true,
      value: { end: { type: 'error', error: { code: 'ENOENT' } } },
    });
  });

  test('a slow reader gets all of it, also after the program has ended', async () => {
    let bytes = 0;
    for await (const chunk of stream('head -c 300000 /dev/zero')) {
      bytes += chunk.length;
      await sleep(60);
    }
    expect(bytes).toBe(300_000);
  });

  test('a reader that is slower than the stall limit is not the fault of the program', async () => {
    let bytes = 0;
    for await (const chunk of stream('head -c 300000 /dev/zero', { stallMilliseconds: 300 })) {
      if (bytes === 0) await sleep(700);
      bytes += chunk.length;
    }
    expect(bytes).toBe(300_000);
    expect((await readAll('echo a; sleep 300', { stallMilliseconds: 300 })).end).toEqual({ type: 'stall' });
  });

  test('is not faster than its reader', async () => {
    const chunks = stream('yes');
    await chunks.next();
    const before = process.memoryUsage.rss();
    await sleep(300);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
    await chunks.return({ end: { type: 'exit', code: 0 }, stderr: '' });
  });

  test('ends the program when the loop is left', async () => {
    const marker = await useTempDir();
    for await (const _ of stream(`yes & sleep 300 # ${marker}`)) break;
    expect(processesMentioning(marker)).toEqual([]);
  });

  test('does not wait for a helper that holds its streams', async () => {
    const startedAt = performance.now();
    expect(await readAll('setsid sleep 20 & echo out; exit 0')).toMatchObject({ bytes: 4 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('throws the reason when it is cancelled, and what the listener throws', async () => {
    const controller = new AbortController();
    const rejection = rejectionOf(readAll('sleep 300', { signal: controller.signal }));
    setTimeout(() => controller.abort('enough'), 100);
    expect(await rejection).toBe('enough');
    const onStderr = () => {
      throw new Error('not this');
    };
    expect(await rejectionOf(readAll('echo a >&2; sleep 300', { onStderr }))).toEqual(new Error('not this'));
  });

  test('characters of the standard error come whole', async () => {
    const said: string[] = [];
    const script = String.raw`printf '\303' >&2; sleep 0.2; printf '\251' >&2`;
    await readAll(script, { onStderr: (text) => said.push(text) });
    expect(said.join('')).toBe('é');
  });
});
