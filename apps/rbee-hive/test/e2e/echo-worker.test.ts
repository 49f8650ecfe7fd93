import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { listTree, processesMentioning, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { runHive, startHive } from '../run-hive.js';

test('the first hour of a user: install, look, start, talk, stop, remove', { timeout: 60_000 }, async () => {
  const home = await useTempDir();
  const id = 'echo-worker-cpu-v0.1.0-linux';
  const program = path.join(home, 'cache/rbee/workers', id, 'echo-worker-cpu');

  const installed = await runHive(['install', 'echo-worker-cpu'], { home });
  expect(installed).toMatchObject({ exitCode: 0, stdout: `${program}\n` });
  expect(installed.stderr.match(/^==> .*/gm)).toEqual([
    '==> metadata',
    '==> platform check',
    '==> pkgbuild',
    '==> parse',
    '==> sources',
    '==> build',
    '==> check',
    '==> package',
    '==> install',
    '==> prove',
    '==> catalog',
  ]);
  expect(installed.stderr).toContain('echo-worker.c: checksums match');
  await access(program, constants.X_OK);

  const again = await runHive(['install', 'echo-worker-cpu'], { home });
  expect(again).toMatchObject({ exitCode: 0, stdout: `${program}\n` });
  expect(again.stderr).toContain(`${id} is already installed.`);

  expect((await runHive(['list'], { home })).stdout).toMatch(
    new RegExp(`^${id} +0\\.1\\.0 +CpuLlm +\\d`, 'm'),
  );
  expect((await runHive(['available'], { home })).stdout).toMatch(/^echo-worker-cpu +0\.1\.0 +installed /m);
  const shown = (await runHive(['show', 'echo-worker-cpu'], { home })).stdout;
  expect(shown).toMatch(new RegExp(`^path +${program}$`, 'm'));
  expect(shown).toMatch(/^source +echo-worker\.c sha256:[0-9a-f]{64}$/m);

  await talkTo('echo-worker-cpu', home);

  expect((await runHive(['remove', 'echo-worker-cpu'], { home })).stderr).toContain(`Removed ${id}.`);
  expect((await runHive(['list'], { home })).stdout).toBe('');
  expect(
    (await listTree(path.join(home, 'cache/rbee/workers'))).filter((entry) => !entry.startsWith('@')),
  ).toEqual([]);
});

/** Starts a worker, asks it something, sees its heartbeat at the queen, and stops it as Ctrl-C does. */
async function talkTo(worker: string, home: string): Promise<void> {
  const queen = await startHttpServer({ '/v1/worker-heartbeat': { type: 'body', body: '' } });
  const hive = startHive(['spawn', worker, '--queen-url', queen.url], { home });
  const url = await hive.printed(/^(http:\/\/127\.0\.0\.1:\d+)$/m);
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Grüße "you" 🐝' }] }),
  });
  expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'Grüße "you" 🐝' } }] });
  await queen.arrived('/v1/worker-heartbeat');
  hive.child.kill('SIGINT');
  expect((await hive.ended).exitCode).toBe(130);
  expect(processesMentioning(home)).toEqual([]);
}
