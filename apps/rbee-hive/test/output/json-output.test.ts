import { appendFile } from 'node:fs/promises';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { homeWithRecipe } from '../home-with-recipe.js';
import { type HiveOptions, runHive, startHive } from '../run-hive.js';

/** Runs with `--json`: what stands on standard output, a value a line. */
async function runJson(args: readonly string[], options: HiveOptions) {
  const { exitCode, stdout, stderr } = await runHive([...args, '--json'], options);
  const values = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { exitCode, stderr, events: values.slice(0, -1), last: values.at(-1) };
}

test('an installation streams its events as they are, then the result; nothing else', async () => {
  const home = await homeWithRecipe(String.raw`printf 'a\033[31mb\n'`);
  const { exitCode, stderr, events, last } = await runJson(['install', '--from', 'recipe'], { home });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const [{ jobId }] = events;
  expect(events).toContainEqual({ type: 'step-start', step: 'build', jobId, workerId: 'tool' });
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'output', phase: 'build', stream: 'stdout', line: 'a\u001b[31mb' }),
  );
  expect(events.every((event) => event.jobId === jobId)).toBe(true);
  expect(last).toMatchObject({
    type: 'result',
    result: { wasInstalled: false, installed: { id: 'tool-v1-linux', version: '1' } },
  });
});

test('every command that looks has a result', { timeout: 60_000 }, async () => {
  const home = await homeWithRecipe(':');
  await runHive(['install', '--from', 'recipe'], { home });
  const tool = expect.objectContaining({ id: 'tool-v1-linux', catalogId: 'tool' });
  const echo = expect.objectContaining({ state: 'installable' });
  const cases: [string[], unknown][] = [
    [['list'], { workers: [tool], problems: [] }],
    [['show', 'tool'], tool],
    [['available'], { workers: expect.arrayContaining([echo]), problems: [] }],
    [['search', 'ECHO', 'worker'], { workers: [echo] }],
    [['search', 'no-such-thing'], { workers: [] }],
    [['outdated'], { outdated: [] }],
    [['upgrade'], { upgraded: [], left: [] }],
    [['explain', 'echo-worker-cpu'], expect.objectContaining({ workerId: 'echo-worker-cpu', obstacles: [] })],
    [['hardware'], expect.objectContaining({ specificationVersion: 1 })],
    [['ps'], { processes: [] }],
    [['prune', '--dry-run'], { removed: [], wouldRemove: [], failedBuilds: [] }],
    [['prune'], { removed: [], failedBuilds: [] }],
    [['repair'], { removed: [] }],
    [['select', 'tool-v1-linux'], { current: 'tool-v1-linux' }],
    [['lock'], { lockfile: 'rbee.lock.json', workers: ['tool'] }],
    [['remove', 'tool'], { removed: ['tool-v1-linux'] }],
  ];
  for (const [args, result] of cases) {
    expect({ args, ...(await runJson(args, { home })) }).toEqual({
      args,
      exitCode: 0,
      stderr: '',
      events: [],
      last: { type: 'result', result },
    });
  }
});

test('verify has an event for each worker, and a result', async () => {
  const home = await homeWithRecipe(':');
  await runHive(['install', '--from', 'recipe'], { home });
  expect(await runJson(['verify'], { home })).toMatchObject({
    exitCode: 0,
    events: [{ type: 'worker-verified', artifactId: 'tool-v1-linux', verification: { verdict: 'intact' } }],
    last: { type: 'result', result: { verified: [{ id: 'tool-v1-linux', verdict: 'intact' }] } },
  });
});

test('an error has its code, its hint, and what was found out all the same', async () => {
  const home = await homeWithRecipe(':');
  expect(await runJson(['show', 'nothing'], { home })).toEqual({
    exitCode: 1,
    stderr: '',
    events: [],
    last: {
      type: 'error',
      code: 'NOT_INSTALLED',
      message: 'No installed worker is called "nothing".',
      hint: 'None is installed: rbee-hive available lists the workers of the registry.',
    },
  });
  const { stdout } = await runHive(['install', '--from', 'recipe'], { home });
  await appendFile(stdout.trim(), '# changed');
  expect(await runJson(['verify'], { home })).toMatchObject({
    exitCode: 1,
    last: { code: 'DAMAGED', result: { verified: [{ id: 'tool-v1-linux', verdict: 'changed' }] } },
  });
});

test('a wrong command line and an interruption are errors too', async () => {
  const home = await homeWithRecipe("trap '' TERM INT\n echo building; sleep 300");
  expect(await runJson(['frobnicate'], { home })).toMatchObject({
    exitCode: 2,
    last: { type: 'error', code: 'USAGE', message: "unknown command 'frobnicate'" },
  });
  const hive = startHive(['install', '--from', 'recipe', '--json'], { home });
  await hive.printed(/"line":"building"/);
  hive.child.kill('SIGINT');
  const { exitCode, stdout } = await hive.ended;
  expect({ exitCode, last: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') }).toEqual({
    exitCode: 130,
    last: { type: 'error', code: 'STOPPED', message: 'Stopped by SIGINT; nothing was left behind.' },
  });
});

test('a worker in the foreground tells when it is ready and what it prints', {
  timeout: 40_000,
}, async () => {
  const home = await useTempDir();
  await runHive(['install', 'echo-worker-cpu'], { home });
  const hive = startHive(['spawn', 'echo-worker-cpu', '--json'], { home });
  await hive.printed(/"type":"worker-ready","worker":"echo-worker-cpu-v0\.1\.0-linux","url":"http/);
  hive.child.kill('SIGTERM');
  expect((await hive.ended).exitCode).toBe(130);
});
