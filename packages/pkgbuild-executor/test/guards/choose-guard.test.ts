import { randomInt } from 'node:crypto';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, it, vi } from 'vitest';
import { chooseGuard } from '../../src/guards/choose-guard.js';
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
