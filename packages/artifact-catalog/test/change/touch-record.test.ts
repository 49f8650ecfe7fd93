import { link, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { overwriteInMetadataFile, replaceMetadataFile } from '../../src/change/touch-record.js';
import { readMetadataFile } from '../../src/entry/metadata-file.js';
import { catalogPlace } from '../support/artifacts.js';

describe('replaceMetadataFile', () => {
  test('replaces what was read', async () => {
    const { catalog, folder, file, read } = await recordFile('1');
    await replaceMetadataFile(catalog, { folder, file: read }, { content: '2', signal: undefined });
    expect(await readFile(file, 'utf8')).toBe('2');
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/', 'x/', 'x/metadata.json']);
  });

  test('leaves a record that came after the reading', async () => {
    const { catalog, folder, file, read } = await recordFile('1');
    await replaceByAnother(file);
    await replaceMetadataFile(catalog, { folder, file: read }, { content: '2', signal: undefined });
    expect(await readFile(file, 'utf8')).toBe('3');
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/', 'x/', 'x/metadata.json']);
  });
});

describe('overwriteInMetadataFile', () => {
  const patch = { offset: 5, value: '2' };

  test('writes over the value alone, in the same file', async () => {
    const { folder, file, read } = await recordFile('{"a":1}');
    const before = await stat(file);
    expect(await overwriteInMetadataFile({ folder, file: read }, patch)).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('{"a":2}');
    expect((await stat(file)).ino).toBe(before.ino);
  });

  test('leaves a record that came after the reading', async () => {
    const { folder, file, read } = await recordFile('{"a":1}');
    await replaceByAnother(file);
    expect(await overwriteInMetadataFile({ folder, file: read }, patch)).toBe(false);
    expect(await readFile(file, 'utf8')).toBe('3');
  });

  test('leaves a file that has another name too', async () => {
    const { folder, file, read } = await recordFile('{"a":1}');
    await link(file, path.join(folder, 'backup'));
    expect(await overwriteInMetadataFile({ folder, file: read }, patch)).toBe(false);
    expect(await readFile(file, 'utf8')).toBe('{"a":1}');
  });
});

async function recordFile(content: string) {
  const catalog = await catalogPlace(await useTempDir());
  const folder = path.join(catalog.root, 'x');
  const file = path.join(folder, 'metadata.json');
  await mkdir(folder);
  await writeFile(file, content);
  const read = await readMetadataFile(folder);
  if (read === undefined) throw new Error('there is no record');
  return { catalog, folder, file, read };
}

async function replaceByAnother(file: string): Promise<void> {
  await writeFile(`${file}.newer`, '3');
  await rename(`${file}.newer`, file);
}
