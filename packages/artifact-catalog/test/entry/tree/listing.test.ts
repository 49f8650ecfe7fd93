import { describe, expect, test } from 'vitest';
import { readTreeListing, type TreeEntry, treeListing } from '../../../src/index.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

const ENTRIES: readonly TreeEntry[] = [
  { type: 'file', path: 'bin/a b', mode: 0o4755, size: 3, digest: DIGEST },
  { type: 'folder', path: 'bin', mode: 0o755 },
  { type: 'link', path: 'bin-link', target: '../é' },
];

const TEXT = `rbee-tree 1
folder 0755 bin
link bin-link ../%C3%A9
file 4755 3 ${DIGEST} bin/a%20b
`;

test('a listing has a line an entry, in one order', async () => {
  expect(await treeListing(ENTRIES)).toBe(TEXT);
  expect(await treeListing([...ENTRIES].reverse())).toBe(TEXT);
  expect(await treeListing([])).toBe('rbee-tree 1\n');
});

describe('readTreeListing', () => {
  test('reads what treeListing wrote', async () => {
    const entries = await readTreeListing(TEXT);
    expect(entries).toHaveLength(3);
    expect(await treeListing(entries ?? [])).toBe(TEXT);
  });

  test.each([
    '',
    'rbee-tree 1',
    'rbee-tree 2\n',
    'rbee-tree 1\n\n',
    'rbee-tree 1\nfolder 755 bin\n',
    'rbee-tree 1\nfolder 0755 \n',
    'rbee-tree 1\nfolder 0755 bin more\n',
    'rbee-tree 1\nlink a\n',
    'rbee-tree 1\nlink a b c\n',
    'rbee-tree 1\nfifo 0644 a\n',
    `rbee-tree 1\nfile 0644 -1 ${DIGEST} a\n`,
    `rbee-tree 1\nfile 0644 01 ${DIGEST} a\n`,
    'rbee-tree 1\nfile 0644 1 sha256:00 a\n',
    `rbee-tree 1\nfile 0644 1 ${DIGEST} %41\n`,
    `rbee-tree 1\nfile 0644 1 ${DIGEST} a`,
  ])('%j is none', async (text) => {
    expect(await readTreeListing(text)).toBeUndefined();
  });

  test('ends when it is cancelled', async () => {
    const text = `rbee-tree 1\n${'folder 0755 a\n'.repeat(10_000)}`;
    const controller = new AbortController();
    const reading = readTreeListing(text, controller.signal);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});
