import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { link, open, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { describeTree, writeTreeListing } from '../../../src/index.js';
import { useTree } from './trees.js';

const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

describe('describeTree', () => {
  test('tells every file, folder and link, and the digest of the list', async () => {
    const folder = await useTree();
    const tree = await describeTree(folder);
    expect(tree.entries).toStrictEqual([
      { type: 'folder', path: 'bin', mode: 0o755 },
      { type: 'file', path: 'bin/worker', mode: 0o4755, size: 7, digest: digestOf('program') },
      { type: 'folder', path: 'lib', mode: 0o755 },
      { type: 'folder', path: 'lib/empty', mode: 0o755 },
      { type: 'link', path: 'lib/lib.so', target: 'lib.so.1' },
      { type: 'file', path: 'lib/lib.so.1', mode: 0o644, size: 7, digest: digestOf('library') },
    ]);
    expect(tree.listing).toBe(`rbee-tree 1
folder 0755 bin
file 4755 7 ${digestOf('program')} bin/worker
folder 0755 lib
folder 0755 lib/empty
link lib/lib.so lib.so.1
file 0644 7 ${digestOf('library')} lib/lib.so.1
`);
    expect(tree).toMatchObject({ bytes: 14, digest: digestOf(tree.listing) });
  });

  test('leaves out what the catalog keeps at the top, and only that', async () => {
    const folder = await useTree();
    const before = await describeTree(folder);
    await writeTreeListing(folder, before);
    await writeFile(path.join(folder, 'metadata.json'), '{}');
    expect(await describeTree(folder)).toStrictEqual(before);
    await writeFile(path.join(folder, 'lib/metadata.json'), '{}');
    await writeFile(path.join(folder, 'lib/.tree'), '{}');
    const names = (await describeTree(folder)).entries.map((entry) => entry.path);
    expect(names.filter((name) => /metadata|tree/.test(name))).toStrictEqual([
      'lib/.tree',
      'lib/metadata.json',
    ]);
  });

  test('of a folder that is empty, moved, or reached over a link is the same', async () => {
    const folder = await useTree();
    await symlink(folder, `${folder}-link`);
    expect(await describeTree(`${folder}-link`)).toStrictEqual(await describeTree(folder));
    const empty = await useTempDir();
    expect(await describeTree(empty)).toMatchObject({ bytes: 0, entries: [], listing: 'rbee-tree 1\n' });
  });

  test('counts a file with several names once, and each name', async () => {
    const folder = await useTree();
    await link(path.join(folder, 'bin/worker'), path.join(folder, 'bin/again'));
    const tree = await describeTree(folder);
    expect(tree.bytes).toBe(14);
    expect(tree.entries).toHaveLength(7);
  });

  test('does not follow a link, whatever it points at', async () => {
    const folder = await useTree();
    await symlink('/dev/zero', path.join(folder, 'zero'));
    await symlink('..', path.join(folder, 'up'));
    await symlink('loop', path.join(folder, 'loop'));
    const links = (await describeTree(folder)).entries.filter(({ type }) => type === 'link');
    expect(links.map((entry) => entry.path)).toStrictEqual(['lib/lib.so', 'loop', 'up', 'zero']);
  });

  test('takes names of any bytes', async () => {
    const folder = await useTree();
    const name = Buffer.concat([Buffer.from(`${folder}/x \n`), Buffer.from([0xff, 0xfe])]);
    await (await open(name, 'w')).close();
    const tree = await describeTree(folder);
    expect(tree.listing).toContain(' x%20%0A%FF%FE\n');
    expect(tree.entries.at(-1)).toMatchObject({ path: 'x \n\uDCFF\uDCFE' });
  });

  test('refuses a FIFO and does not wait for it', async () => {
    const folder = await useTree();
    execFileSync('mkfifo', [path.join(folder, 'lib/fifo')]);
    expect(await rejectionOf(describeTree(folder))).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: `"${path.join(folder, 'lib/fifo')}" is a FIFO, a socket or a device.`,
    });
  });

  test('refuses more entries than are allowed', async () => {
    const folder = await useTree();
    expect((await describeTree(folder, { maxEntries: 6 })).entries).toHaveLength(6);
    expect(await rejectionOf(describeTree(folder, { maxEntries: 5 }))).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: `"${folder}" holds more than 5 files, folders and links.`,
    });
  });

  test('says of a folder that is not there that it is not', async () => {
    const folder = path.join(await useTempDir(), 'nothing');
    expect(await rejectionOf(describeTree(folder))).toMatchObject({ code: 'IO', cause: { code: 'ENOENT' } });
  });

  test('is cancelled within a second, amid a file of a terabyte too', {
    timeout: 20_000,
  }, async () => {
    const folder = await useTree();
    await writeFile(path.join(folder, 'sparse'), '');
    await truncate(path.join(folder, 'sparse'), 2 ** 40);
    const controller = new AbortController();
    const describing = rejectionOf(describeTree(folder, { signal: controller.signal }));
    const reason = new Error('enough');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = performance.now();
    controller.abort(reason);
    expect(await describing).toBe(reason);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('writeTreeListing', () => {
  test('writes it once', async () => {
    const folder = await useTree();
    const tree = await describeTree(folder);
    await writeTreeListing(folder, tree);
    expect(await readFile(path.join(folder, '.tree'), 'utf8')).toBe(tree.listing);
    expect(await rejectionOf(writeTreeListing(folder, tree))).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: expect.stringContaining('already holds a .tree'),
    });
  });
});
