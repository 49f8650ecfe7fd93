import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { writeBehind } from '../src/write-behind.js';

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
  const seen: string[] = [];
  await writeBehind(file, chunksOf('one ', 'two ', 'three'), {
    onChunk: (chunk) => seen.push(`chunk ${chunk.length}`),
    onWritten: (bytes) => seen.push(`written ${bytes}`),
  });
  await file.close();
  expect(await readFile(name, 'utf8')).toBe('one two three');
  expect(seen.filter((entry) => entry.startsWith('chunk'))).toEqual(['chunk 4', 'chunk 4', 'chunk 5']);
  expect(seen.filter((entry) => entry.startsWith('written'))).toEqual([
    'written 4',
    'written 4',
    'written 5',
  ]);
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
