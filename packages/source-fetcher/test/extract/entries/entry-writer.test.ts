import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { createEntryWriter } from '../../../src/extract/entries/entry-writer.js';

test('a file is never written over another or through a link, whatever was admitted', async () => {
  const folder = await useTempDir();
  const root = path.join(folder, 'root');
  await mkdir(root);
  await writeFile(path.join(folder, 'outside'), 'untouched');
  await symlink('../outside', path.join(root, 'link'));
  const writer = createEntryWriter(root);
  const open = (name: string) => () => writer.open({ type: 'file', path: name, mode: 0o644 }, undefined);
  expect(open('link')).toThrow(/^EEXIST/);
  open('file')().end();
  expect(open('file')).toThrow(/^EEXIST/);
  expect(open('link/file')).toThrow(/^EEXIST/);
  writer.close();
  expect(await readFile(path.join(folder, 'outside'), 'utf8')).toBe('untouched');
});
