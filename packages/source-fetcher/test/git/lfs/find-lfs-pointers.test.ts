import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { findLfsPointers } from '../../../src/git/lfs/find-lfs-pointers.js';
import { pointerOf } from '../../support/lfs-server.js';

const ATTRIBUTES = '*.gguf filter=lfs diff=lfs merge=lfs -text\n';
const never = new AbortController().signal;

async function treeWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await useTempDir();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

async function pathsIn(folder: string): Promise<string[]> {
  return (await findLfsPointers(folder, never)).map(({ path: found }) => found);
}

test('pointers are found where the attributes give a file to Git LFS', async () => {
  const folder = await treeWith({
    '.gitattributes': ATTRIBUTES,
    'models/a.gguf': pointerOf('a'),
    'b.gguf': `${pointerOf('b').replace('oid', 'ext-0-x sha256:1\noid')}`,
    'fixture.txt': pointerOf('c'),
    'true.gguf': 'content that was never given to it',
    '.git/c.gguf': pointerOf('d'),
  });
  await symlink('b.gguf', path.join(folder, 'link.gguf'));
  expect(await findLfsPointers(folder, never)).toMatchObject([
    { path: 'b.gguf', bytes: 1 },
    { path: 'models/a.gguf', bytes: 1, oid: expect.stringMatching(/^ca978112/) },
  ]);
});

test('an inner folder may take files out again, and another may give some to it', async () => {
  const folder = await treeWith({
    '.gitattributes': ATTRIBUTES,
    'fixtures/.gitattributes': '*.gguf -filter\n',
    'fixtures/a.gguf': pointerOf('a'),
    'data/.gitattributes': '/big filter=lfs\n',
    'data/big': pointerOf('b'),
    'data/inner/big': pointerOf('c'),
  });
  expect(await pathsIn(folder)).toEqual(['data/big']);
});

test('a name that is not UTF-8 is one, too', async () => {
  const folder = await treeWith({ '.gitattributes': ATTRIBUTES });
  const name = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9]), Buffer.from('.gguf')]);
  await writeFile(name, pointerOf('a'));
  expect(await pathsIn(folder)).toEqual(['\u00e9.gguf']);
});

test('a repository that does not use Git LFS has none', async () => {
  expect(
    await pathsIn(await treeWith({ '.gitattributes': '* text=auto\n', 'a.gguf': pointerOf('a') })),
  ).toEqual([]);
});
