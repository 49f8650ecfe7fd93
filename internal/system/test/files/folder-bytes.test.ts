import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { folderBytes } from '../../src/files/index.js';

test('all files below count, and what links lead to does not', async () => {
  const root = await useTempDir();
  const inner = path.join(root, 'top/inner');
  await mkdir(inner, { recursive: true });
  await writeFile(path.join(root, 'elsewhere'), 'x'.repeat(5_000));
  await writeFile(path.join(inner, 'file'), 'x'.repeat(1_000));
  expect(await folderBytes(path.join(root, 'top'))).toBe(1_000);
  await symlink(root, path.join(inner, 'l'));
  expect(await folderBytes(path.join(root, 'top'))).toBeLessThan(2_000);
  expect(await folderBytes(path.join(root, 'none'))).toBe(0);
  expect(await rejectionOf(folderBytes(root, AbortSignal.abort('enough')))).toBe('enough');
});
