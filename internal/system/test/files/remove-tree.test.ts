import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { removeTree } from '../../src/files/index.js';

test('a folder goes with what may not be written to, and a link with nothing behind it', async () => {
  const root = await useTempDir();
  const kept = path.join(root, 'kept');
  await mkdir(path.join(root, 'gone/closed'), { recursive: true });
  await mkdir(kept);
  await writeFile(path.join(kept, 'file'), '');
  await writeFile(path.join(root, 'gone/closed/file'), '');
  await symlink(kept, path.join(root, 'gone/link'));
  await chmod(path.join(root, 'gone/closed'), 0o500);
  await removeTree(path.join(root, 'gone'));
  await removeTree(path.join(root, 'was never there'));
  expect(await readdir(root)).toEqual(['kept']);
  expect(await readdir(kept)).toEqual(['file']);
});
