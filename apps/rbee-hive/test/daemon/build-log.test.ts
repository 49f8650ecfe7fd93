import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { BuildLog } from '../../src/daemon/build-log.js';
import { runHive } from '../run-hive.js';

const output = (line: string) => ({ type: 'output', phase: 'build', stream: 'stdout', line }) as const;

function noted(...lines: readonly string[]): BuildLog {
  const log = new BuildLog();
  for (const line of lines) log.note(output(line) as never);
  return log;
}

test('the log of a build that fails is kept for its user alone, and its path is printed', async () => {
  const home = await useTempDir();
  await mkdir(path.join(home, 'recipe'));
  await writeFile(
    path.join(home, 'recipe/PKGBUILD'),
    'pkgname=tool\npkgver=1\npkgrel=1\narch=(any)\nbuild() { echo first; echo second >&2; false; }\npackage() { :; }\n',
  );
  const { exitCode, stderr } = await runHive(['install', '--from', 'recipe', '--plain'], { home });
  expect(exitCode).toBe(1);
  const [, file = ''] = /The build's log is kept: (\S+)/.exec(stderr) ?? [];
  expect(await readFile(file, 'utf8')).toMatch(/==> build\n(?:first\nsecond|second\nfirst)\n/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
});

test('a failure before anything was run keeps no log', async () => {
  const stateDir = await useTempDir();
  const log = new BuildLog();
  log.note({ type: 'step-start', step: 'parse' } as never);
  expect(await log.keep(stateDir, 'tool')).toBeUndefined();
  expect(await readdir(stateDir)).toEqual([]);
});

test('of many lines the first and the last are kept', async () => {
  const log = noted('the first');
  for (let index = 0; index < 20_000; index += 1) log.note(output(`${index} `.padEnd(1_000, 'x')) as never);
  log.note(output('the last') as never);
  const text = await readFile((await log.keep(await useTempDir(), 'tool')) ?? '', 'utf8');
  expect(text.length).toBeLessThan(5.1 * 1024 * 1024);
  expect(text).toMatch(/^the first\n/);
  expect(text).toMatch(/\n… \d+ lines are left out here …\n/);
  expect(text).toMatch(/\nthe last\n$/);
});

test('ten logs are kept, and a worker cannot choose their folder', async () => {
  const stateDir = await useTempDir();
  const files: (string | undefined)[] = [];
  for (let index = 0; index < 12; index += 1)
    files.push(await noted(`${index}`).keep(stateDir, '../../outside'));
  expect(await readdir(path.join(stateDir, 'build-logs'))).toHaveLength(10);
  expect(files.every((file) => path.dirname(file ?? '') === path.join(stateDir, 'build-logs'))).toBe(true);
  expect(await readFile(files[11] ?? '', 'utf8')).toBe('11\n');
});
