import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { writeBehind } from '../../src/place/write-behind.js';

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array, void> {
  for (const text of texts) yield Buffer.from(text);
}

async function* cutOff(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
  throw new Error('cut off');
}

test('appends every chunk in order, and counts what is in the file', async () => {
  const name = path.join(await useTempDir(), 'file');
  const file = await open(name, 'a');
  const received: number[] = [];
  const written: number[] = [];
  await writeBehind(file, chunksOf('one ', 'two ', 'three'), {
    onChunk: (chunk) => received.push(chunk.length),
    onWritten: (bytes) => written.push(bytes),
  });
  await file.close();
  expect(await readFile(name, 'utf8')).toBe('one two three');
  expect(received).toEqual([4, 4, 5]);
  // What comes while one is written is written together.
  expect(written[0]).toBe(4);
  expect(written.reduce((sum, bytes) => sum + bytes, 0)).toBe(13);
});

test('lets no more than some MiB wait to be written', async () => {
  const file = await open(path.join(await useTempDir(), 'file'), 'a');
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  let waiting = 0;
  let most = 0;
  async function* many(): AsyncGenerator<Uint8Array, void> {
    for (let count = 0; count < 64; count += 1) yield megabyte;
  }
  await writeBehind(file, many(), {
    onChunk: (chunk) => {
      waiting += chunk.length;
      most = Math.max(most, waiting);
    },
    onWritten: (bytes) => {
      waiting -= bytes;
    },
  });
  expect([waiting, (await file.stat()).size]).toEqual([0, 64 * megabyte.length]);
  expect(most).toBeLessThanOrEqual(12 * megabyte.length);
  await file.close();
});

test('has written what came before the chunks broke off', async () => {
  const name = path.join(await useTempDir(), 'file');
  const file = await open(name, 'a');
  const written: number[] = [];
  const counting = { onChunk: () => undefined, onWritten: (bytes: number) => written.push(bytes) };
  expect(await rejectionOf(writeBehind(file, cutOff('some bytes'), counting))).toMatchObject({
    message: 'cut off',
  });
  await file.close();
  expect(written).toEqual([10]);
  expect(await readFile(name, 'utf8')).toBe('some bytes');
});

test('rejects with what a write or a listener threw', async () => {
  const name = path.join(await useTempDir(), 'file');
  const file = await open(name, 'a');
  const silent = { onChunk: () => undefined, onWritten: () => undefined };
  const thrown = new Error('enough');
  const throwing = {
    ...silent,
    onWritten: () => {
      throw thrown;
    },
  };
  expect(await rejectionOf(writeBehind(file, chunksOf('a', 'b'), throwing))).toBe(thrown);
  await file.close();
  const readOnly = await open(name, 'r');
  expect(await rejectionOf(writeBehind(readOnly, chunksOf('a', 'b'), silent))).toMatchObject({
    code: 'EBADF',
  });
  await readOnly.close();
});
