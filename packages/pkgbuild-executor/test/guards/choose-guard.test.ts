import { randomInt } from 'node:crypto';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, it, vi } from 'vitest';
import { chooseGuard, tryGuard } from '../../src/guards/choose-guard.js';
import { resolveOptions } from '../../src/options.js';
import { writeRecipe } from '../recipe.js';

it('leaves nothing of a trial run that is cancelled', async () => {
  const seconds = String(randomInt(100_000, 999_999));
  const PATH = await useTempDir();
  await writeFile(path.join(PATH, 'bwrap'), `#!/bin/sh\nsleep ${seconds} & sleep ${seconds}\n`, {
    mode: 0o755,
  });
  await symlink('/bin/true', path.join(PATH, 'true'));
  const controller = new AbortController();
  const { options } = await writeRecipe('build() { :; }\n', {
    sandbox: 'prefer',
    env: { PATH },
    signal: controller.signal,
  });
  const access = {
    workingFolder: options.startDir,
    readable: [],
    writable: [],
    temporary: options.workDir,
    aliases: [],
  };
  const rejection = rejectionOf(chooseGuard(resolveOptions(options), access));
  await vi.waitFor(() => expect(processesMentioning(`sleep ${seconds}`).length).toBeGreaterThan(1));
  controller.abort('enough');
  expect(await rejection).toBe('enough');
  expect(processesMentioning(seconds)).toEqual([]);
});

it('tries a guard once for several builds, and again when its program is another', async () => {
  const PATH = await useTempDir();
  const log = path.join(PATH, 'log');
  const write = (code: number) =>
    writeFile(path.join(PATH, 'bwrap'), `#!/bin/sh\necho tried >> ${log}\nexit ${code}\n`, { mode: 0o755 });
  const tries = async () => (await readFile(log, 'utf8')).split('\n').length - 1;
  await symlink('/bin/true', path.join(PATH, 'true'));
  const access = { workingFolder: '/', readable: [], writable: [], aliases: [], temporary: PATH };
  await write(0);
  const first = await tryGuard({ env: { PATH } }, access);
  expect(first).toMatchObject({ name: 'bubblewrap' });
  expect(await tryGuard({ env: { PATH } }, access)).toBe(first);
  expect(await tries()).toBe(1);
  await write(12);
  expect(await tryGuard({ env: { PATH } }, access)).toMatchObject({ message: expect.any(String) });
  // Both forms of it.
  expect(await tries()).toBe(3);
});
