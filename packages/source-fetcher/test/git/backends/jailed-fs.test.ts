import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { createJailedFs } from '../../../src/git/backends/jailed-fs.js';

const MISSING = { code: 'ENOENT' };

test('what is inside can be used, what is outside is missing', async () => {
  const root = await useTempDir();
  const jail = path.join(root, 'jail');
  await writeFile(path.join(root, 'secret'), 'x');
  const { promises } = createJailedFs(jail, new AbortController().signal);
  await promises.mkdir(jail);
  await promises.writeFile(path.join(jail, 'a'), 'inside', {});
  expect(await promises.readFile(path.join(jail, 'a'), 'utf8')).toBe('inside');
  for (const outside of [`${jail}/../secret`, path.join(root, 'secret'), root, `${jail}-twin`]) {
    expect(await rejectionOf(promises.readFile(outside))).toMatchObject(MISSING);
    expect(await rejectionOf(promises.writeFile(outside, 'x', {}))).toMatchObject(MISSING);
  }
});

test('once cancelled, everything is missing', async () => {
  const jail = await useTempDir();
  await writeFile(path.join(jail, 'a'), 'x');
  const { promises } = createJailedFs(jail, AbortSignal.abort());
  expect(await rejectionOf(promises.stat(path.join(jail, 'a')))).toMatchObject(MISSING);
});
