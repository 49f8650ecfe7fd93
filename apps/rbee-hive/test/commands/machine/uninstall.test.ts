import { access, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { runHive } from '../../run-hive.js';

async function homeWithEverything(): Promise<string> {
  const home = await useTempDir();
  for (const folder of [
    'cache/rbee/workers/tool',
    'cache/rbee/models/one',
    'state/rbee/hive',
    '.config/rbee',
    'mine',
  ])
    await mkdir(path.join(home, folder), { recursive: true });
  await writeFile(path.join(home, 'mine/file'), '');
  await symlink(path.join(home, 'mine'), path.join(home, 'cache/rbee/workers/tool/link'));
  return home;
}

test('says what it would remove, and removes nothing of it unasked', async () => {
  const home = await homeWithEverything();
  const { exitCode, stderr } = await runHive(['uninstall', '--everything'], { home });
  expect(exitCode).toBe(1);
  for (const folder of ['cache/rbee', 'state/rbee', '.config/rbee'])
    expect(stderr).toContain(`  ${home}/${folder}\n`);
  await access(path.join(home, 'cache/rbee/workers/tool'));
  expect(await runHive(['uninstall'], { home })).toMatchObject({ exitCode: 2 });
});

test('removes all of it, and nothing that a link leads to', async () => {
  const home = await homeWithEverything();
  expect(await runHive(['uninstall', '--everything', '--yes'], { home })).toMatchObject({ exitCode: 0 });
  const left = await readdir(home, { recursive: true });
  expect(left.filter((name) => name.includes('rbee'))).toEqual([]);
  await access(path.join(home, 'mine/file'));
  expect(await runHive(['uninstall', '--everything', '--yes'], { home })).toMatchObject({
    exitCode: 0,
    stderr: 'There is nothing to remove.\n',
  });
});

test('keeps the models when it is told to', async () => {
  const home = await homeWithEverything();
  await runHive(['uninstall', '--everything', '--keep-models', '--yes'], { home });
  expect(await readdir(path.join(home, 'cache/rbee'))).toEqual(['models']);
});
