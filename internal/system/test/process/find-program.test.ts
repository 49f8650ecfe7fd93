import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { findProgram } from '../../src/process/index.js';

test('finds the first executable of that name in absolute folders of the PATH', async () => {
  const [first, second] = [await useTempDir(), await useTempDir()];
  await writeFile(path.join(first, 'tool'), '');
  await writeFile(path.join(second, 'tool'), '');
  await chmod(path.join(second, 'tool'), 0o755);
  const PATH = ['relative', '', first, second].join(path.delimiter);
  expect(await findProgram('tool', { PATH })).toBe(path.join(second, 'tool'));
  expect(await findProgram('other', { PATH })).toBeUndefined();
  expect(await findProgram('tool', {})).toBeUndefined();
});

test('does not take a folder for a program', async () => {
  const folder = await useTempDir();
  expect(await findProgram(path.basename(folder), { PATH: path.dirname(folder) })).toBeUndefined();
});
