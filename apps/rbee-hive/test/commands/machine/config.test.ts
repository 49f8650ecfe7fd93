import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { runHive } from '../../run-hive.js';

test('what is set is an option of its command, until it is typed or unset', { timeout: 60_000 }, async () => {
  const home = await useTempDir();
  const hive = (...args: string[]) => runHive(args, { home });
  const file = path.join(home, '.config/rbee/config.toml');
  expect(await hive('config', 'list')).toMatchObject({ exitCode: 0, stderr: `Nothing is set in ${file}.\n` });
  expect(await hive('config', 'get', 'serve.port')).toMatchObject({ exitCode: 0, stdout: '7835\n' });
  expect(await hive('config', 'set', 'serve.port', '1')).toMatchObject({ exitCode: 0 });
  expect(await hive('config', 'set', 'quiet', 'true')).toMatchObject({ exitCode: 0 });
  expect(await readFile(file, 'utf8')).toBe('quiet = true\n[serve]\nport = 1\n');
  expect(await hive('config', 'get', 'serve.port')).toMatchObject({ stdout: '1\n' });
  // Quiet: it says nothing of there being nothing.
  expect(await hive('list')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(await hive('config', 'unset', 'quiet')).toMatchObject({ exitCode: 0 });
  expect((await hive('list')).stderr).not.toBe('');
});

test.each([
  [['set', 'serve.portt', '1'], 'NO_SUCH_OPTION'],
  [['set', 'serve.port', 'high'], 'CONFIG_INVALID'],
  [['set', 'serve.log', 'loud'], 'CONFIG_INVALID'],
  [['set', 'serve.open', '3'], 'CONFIG_INVALID'],
])('config %j is refused, and nothing is written', async (words, code) => {
  const home = await useTempDir();
  const { exitCode, stderr } = await runHive(['config', ...words], { home });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(code);
  await expect(readFile(path.join(home, '.config/rbee/config.toml'))).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

test('a file that cannot be read stops a command, and not config itself', async () => {
  const home = await useTempDir();
  await mkdir(path.join(home, '.config/rbee'), { recursive: true });
  await writeFile(path.join(home, '.config/rbee/config.toml'), '[list]\nnothing = 1\n');
  const { exitCode, stderr } = await runHive(['list'], { home });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('list has no option --nothing');
  expect((await runHive(['config', 'list'], { home })).stdout).toBe('list.nothing = 1\n');
  expect(await runHive(['config', 'unset', 'list.nothing'], { home })).toMatchObject({ exitCode: 0 });
  expect(await runHive(['list'], { home })).toMatchObject({ exitCode: 0 });
  expect((await runHive(['--version'], { home })).exitCode).toBe(0);
});
