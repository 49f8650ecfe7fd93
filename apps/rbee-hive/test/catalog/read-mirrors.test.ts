import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { readMirrors } from '../../src/catalog/read-mirrors.js';

test('the mirrors of the user are read from a file, and there need be none', async () => {
  const folder = await useTempDir();
  expect(await readMirrors(folder)).toEqual([]);
  const mirrors = [{ prefix: 'https://a.example/', replacements: ['https://b.example/'] }];
  await writeFile(path.join(folder, 'mirrors.json'), JSON.stringify({ mirrors }));
  expect(await readMirrors(folder)).toEqual(mirrors);
});

test.each([
  ['not JSON', '{', 'does not have the form'],
  [
    'with a password',
    '{"mirrors":[{"prefix":"https://a/","replacements":["https://me:secret@b/"]}]}',
    'form',
  ],
  ['with a member that nothing knows', '{"mirrors":[],"more":1}', 'does not have the form'],
])('a file that is %s is an error that names it', async (_title, content, why) => {
  const folder = await useTempDir();
  await writeFile(path.join(folder, 'mirrors.json'), content);
  const error = await rejectionOf(readMirrors(folder));
  expect(error).toMatchObject({ code: 'MIRRORS_UNUSABLE', message: expect.stringContaining(why) });
  expect(error).toMatchObject({ message: expect.not.stringContaining('secret') });
});

test('a folder in its place is an error', async () => {
  const folder = await useTempDir();
  await mkdir(path.join(folder, 'mirrors.json'));
  expect(await rejectionOf(readMirrors(folder))).toMatchObject({ code: 'MIRRORS_UNUSABLE' });
});
