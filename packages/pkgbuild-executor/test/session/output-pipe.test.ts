import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeNamedPipes, type OutputPipe, openOutputPipe } from '../../src/session/output-pipe.js';

async function openPipe(): Promise<{ folder: string; pipe: OutputPipe; received: () => string }> {
  const folder = await useTempDir();
  const file = path.join(folder, 'pipe');
  await makeNamedPipes('/usr/bin/mkfifo', [file]);
  const chunks: Buffer[] = [];
  const pipe = await openOutputPipe(file, (chunk) => chunks.push(chunk));
  onTestFinished(async () => {
    await pipe.releaseChildEnd();
    pipe.close();
  });
  return { folder, pipe, received: () => Buffer.concat(chunks).toString() };
}

describe('makeNamedPipes', () => {
  it('says what mkfifo said when it fails', async () => {
    const rejection = await rejectionOf(makeNamedPipes('/usr/bin/mkfifo', ['/nowhere/pipe']));
    expect(String(rejection)).toMatch(
      /^Error: \/usr\/bin\/mkfifo could not make \/nowhere\/pipe: .*\/nowhere\/pipe/,
    );
  });

  it('makes nothing after an abort', async () => {
    const file = path.join(await useTempDir(), 'pipe');
    const made = makeNamedPipes('/usr/bin/mkfifo', [file], AbortSignal.abort('now'));
    expect(await rejectionOf(made)).toBe('now');
    expect(await listTree(path.dirname(file))).toEqual([]);
  });
});

describe('openOutputPipe', () => {
  it('leaves no name behind', async () => {
    const { folder } = await openPipe();
    expect(await listTree(folder)).toEqual([]);
  });

  it('has delivered everything when it is drained, though its end is open', async () => {
    const { pipe, received } = await openPipe();
    const text = 'x'.repeat(60_000);
    writeSync(pipe.childDescriptor, text);
    expect(received()).toBe('');
    await pipe.drain();
    expect(received()).toBe(text);
    writeSync(pipe.childDescriptor, 'more');
    await pipe.drain();
    expect(received()).toBe(`${text}more`);
  });

  it('delivers what comes after its mark too, and never the mark', async () => {
    const { pipe, received } = await openPipe();
    const drained = pipe.drain();
    writeSync(pipe.childDescriptor, 'after');
    await drained;
    await pipe.drain();
    expect(received()).toBe('after');
  });

  it('gives up when another process has read its mark', async () => {
    const { pipe, received } = await openPipe();
    const thief = openSync(
      `/proc/self/fd/${pipe.childDescriptor}`,
      constants.O_RDONLY | constants.O_NONBLOCK,
    );
    onTestFinished(() => closeSync(thief));
    const drained = pipe.drain();
    expect(readSync(thief, Buffer.alloc(100))).toBe(32);
    await drained;
    expect(received()).toBe('');
  });
});
