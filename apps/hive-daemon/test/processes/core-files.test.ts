import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { removeCoreFiles } from '../../src/processes/core-files.js';

test('core files of a working folder go; links, folders and all else stay', async () => {
  const folder = await useTempDir();
  for (const name of ['core', 'core.123', 'worker.core', 'vgcore.9', 'core.txt', 'cores', 'model.gguf'])
    await writeFile(path.join(folder, name), 'x'.repeat(10));
  await mkdir(path.join(folder, 'core.5'));
  await symlink('model.gguf', path.join(folder, 'core.6'));
  expect(await removeCoreFiles(folder)).toEqual({ files: 4, bytes: 40 });
  expect((await readdir(folder)).sort()).toEqual(['core.5', 'core.6', 'core.txt', 'cores', 'model.gguf']);
  expect(await removeCoreFiles(path.join(folder, 'missing'))).toEqual({ files: 0, bytes: 0 });
});
