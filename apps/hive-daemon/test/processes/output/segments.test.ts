import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SegmentReader } from '../../../src/processes/output/segments.js';

const MOST_BYTES = 1_000;

async function useReader(position = { number: 0, offset: 0 }) {
  const folder = await useTempDir();
  const reader = new SegmentReader({ folder, stream: 'stdout', mostBytes: MOST_BYTES }, position);
  onTestFinished(() => reader.close());
  const file = (number: number) => path.join(folder, `stdout-${number}`);
  /** All that there is now. */
  const rest = async (size = 7) => {
    const buffer = Buffer.alloc(size);
    let text = '';
    for (let bytes = await reader.read(buffer); bytes > 0; bytes = await reader.read(buffer))
      text += buffer.toString('latin1', 0, bytes);
    return text;
  };
  return { folder, reader, file, rest };
}

describe('segments', () => {
  test('are read one after the other, as they grow, and go when they were read', async () => {
    const { folder, reader, file, rest } = await useReader();
    expect(await rest()).toBe('');
    await writeFile(file(1), 'one ');
    expect(await rest()).toBe('one ');
    await appendFile(file(1), 'more ');
    expect(await rest()).toBe('more ');
    await appendFile(file(1), 'last ');
    await writeFile(file(2), 'two');
    expect(await rest()).toBe('last two');
    expect(reader.takeGap()).toBe(false);
    expect(reader.position).toEqual({ number: 2, offset: 3 });
    expect(await readdir(folder)).toEqual(['stdout-2']);
  });

  test('that are gone are a gap, which is told once', async () => {
    const { reader, file, rest } = await useReader();
    await writeFile(file(1), 'one ');
    await rest();
    await writeFile(file(7), 'seven ');
    execFileSync('rm', [file(1)]);
    expect(await rest()).toBe('seven ');
    expect([reader.takeGap(), reader.takeGap()]).toEqual([true, false]);
  });

  test('are gone on with where an earlier reader was', async () => {
    const { file, rest } = await useReader({ number: 3, offset: 2 });
    await writeFile(file(3), 'abcd');
    await writeFile(file(4), 'ef');
    expect(await rest()).toBe('cdef');
  });

  test('of another stream, or of no number, are no one’s', async () => {
    const { folder, rest } = await useReader();
    for (const name of ['stderr-1', 'stdout-01', 'stdout-x', 'stdout-', 'stdout-9999999999', 'xstdout-2']) {
      await writeFile(path.join(folder, name), name);
    }
    expect(await rest()).toBe('');
  });
});

describe('what a worker puts there', () => {
  test('a terabyte of nothing is not read, and is a gap', async () => {
    const { file, reader, rest } = await useReader();
    await writeFile(file(1), 'one');
    await truncate(file(1), 1024 ** 4);
    expect(await rest()).toBe('');
    await writeFile(file(2), 'two');
    expect(await rest()).toBe('two');
    expect(reader.takeGap()).toBe(true);
  });

  test('a file is read that is just as long as it may be, and none that is longer', async () => {
    const { file, rest } = await useReader();
    await writeFile(file(1), 'x'.repeat(MOST_BYTES));
    expect(await rest()).toBe('x'.repeat(MOST_BYTES));
    await appendFile(file(1), 'y');
    expect(await rest()).toBe('');
  });

  test('neither links nor FIFOs nor folders are read, and no one waits for them', async () => {
    const { folder, file, rest } = await useReader();
    const secret = path.join(folder, 'secret');
    await writeFile(secret, 'secret');
    await symlink(secret, file(1));
    execFileSync('mkfifo', [file(2)]);
    await mkdir(file(3));
    await symlink('/dev/zero', file(4));
    await writeFile(file(5), 'five');
    expect(await rest()).toBe('five');
  });
});

describe('the last bytes', () => {
  test('are all where there are no more', async () => {
    const { reader, file, rest } = await useReader();
    await writeFile(file(1), 'one ');
    await writeFile(file(2), 'two');
    await reader.skipToLast(7);
    expect(await rest()).toBe('one two');
    expect(reader.takeGap()).toBe(false);
  });

  test('are found before a segment that has nothing so far', async () => {
    const { reader, file, rest } = await useReader();
    await writeFile(file(1), 'one two');
    await writeFile(file(2), 'three');
    await writeFile(file(3), '');
    await reader.skipToLast(8);
    expect(await rest()).toBe('twothree');
  });

  test('are left over of more', async () => {
    const { reader, file, rest } = await useReader();
    await writeFile(file(1), 'one ');
    await writeFile(file(2), 'two three');
    await reader.skipToLast(5);
    expect(await rest()).toBe('three');
    expect(reader.takeGap()).toBe(true);
  });
});
