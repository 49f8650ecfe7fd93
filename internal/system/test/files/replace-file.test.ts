import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { replaceFile } from '../../src/files/index.js';

test('makes the folders, and replaces what is there', async () => {
  const folder = path.join(await useTempDir(), 'a/b');
  const file = path.join(folder, 'file');
  await replaceFile(file, 'one');
  await chmod(file, 0o644);
  await replaceFile(file, Buffer.from('two'));
  expect(await readFile(file, 'utf8')).toBe('two');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['file']);
});

test('replaces a file that need not survive a loss of power in the same way', async () => {
  const file = path.join(await useTempDir(), 'file');
  await writeFile(file, 'one', { mode: 0o644 });
  await replaceFile(file, 'two', { durable: false });
  expect(await readFile(file, 'utf8')).toBe('two');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(path.dirname(file))).toEqual(['file']);
});

test('leaves nothing when it fails', async () => {
  const folder = await useTempDir();
  await mkdir(path.join(folder, 'taken'));
  await writeFile(path.join(folder, 'taken/x'), '');
  await expect(replaceFile(path.join(folder, 'taken'), 'x')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await readdir(folder)).toEqual(['taken']);
});

test('writers at once leave one of their contents', async () => {
  const file = path.join(await useTempDir(), 'file');
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(contents.map((content) => replaceFile(file, content)));
  expect(contents).toContain(await readFile(file, 'utf8'));
});
