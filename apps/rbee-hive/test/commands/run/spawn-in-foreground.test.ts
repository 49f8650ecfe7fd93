import { processesMentioning } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { homeWithRecipe } from '../../home-with-recipe.js';
import { runHive, startHive } from '../../run-hive.js';

const SERVER = 'exec node -e "require(\\"http\\").createServer((q, s) => s.end()).listen($2)"';

/** In a session of its own, with the worker's output, and deaf to SIGTERM. */
const HELPER = [
  '[ "$1" = --version ] && exit 0',
  '[ "$1" = helper ] && { trap "" TERM HUP; while :; do sleep 0.1; done; }',
  'setsid "$0" helper &',
];

/** A home in which a worker that is this shell script is installed. */
async function homeWith(program: readonly string[]) {
  const home = await homeWithRecipe(':', { program: program.join('\n') });
  expect(await runHive(['install', '--from', 'recipe'], { home })).toMatchObject({ exitCode: 0 });
  return home;
}

test('what the worker started in a session of its own ends with it', { timeout: 60_000 }, async () => {
  const home = await homeWith([...HELPER, SERVER]);
  const hive = startHive(['spawn', 'tool'], { home });
  await hive.printed(/^http:/m);
  expect(processesMentioning('tool helper').filter((line) => line.includes(home))).not.toEqual([]);
  hive.child.kill('SIGINT');
  expect(await hive.ended).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining('Stopped by SIGINT; nothing was left behind.'),
  });
  expect(processesMentioning(home)).toEqual([]);
});

test('a worker that ends while a helper holds its output is told at once, and the helper ends', {
  timeout: 60_000,
}, async () => {
  const home = await homeWith([...HELPER, 'echo broken', 'exit 7']);
  expect(await runHive(['spawn', 'tool'], { home })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^ {4}broken\n[\s\S]*^error WORKER_NOT_READY .*exit code 7/m),
  });
  expect(processesMentioning(home)).toEqual([]);
});

test('a line of 700 MB kills neither it nor the worker', { timeout: 120_000 }, async () => {
  const line = 'head -c 700000000 /dev/zero | tr "\\\\0" a';
  const home = await homeWith(['[ "$1" = --version ] && exit 0', line, SERVER]);
  const hive = startHive(['spawn', 'tool', '--quiet', '--ready-timeout', '100'], { home });
  const url = await hive.printed(/^http:.*/m);
  expect((await fetch(url)).status).toBe(200);
  hive.child.kill('SIGINT');
  expect(await hive.ended).toMatchObject({ exitCode: 130 });
  expect(processesMentioning(home)).toEqual([]);
});

/** Ends with an error a moment after it was asked for its health, the first time. */
const FAILS_ONCE = [
  '[ "$1" = --version ] && exit 0',
  'echo start >> "$HOME/starts"',
  'if [ "$(wc -l < "$HOME/starts")" -gt 1 ]; then',
  SERVER,
  'fi',
  'exec node -e "require(\\"http\\").createServer((q, s) => { s.end(); setTimeout(() => process.exit(3), 50); }).listen($2)"',
];

test('with --restart on-failure it is started again on its port', { timeout: 60_000 }, async () => {
  const home = await homeWith(FAILS_ONCE);
  const hive = startHive(['spawn', 'tool', '--restart', 'on-failure', '--json'], { home });
  await hive.printed(/"worker-ready"[\s\S]*"worker-restart"[\s\S]*"worker-ready"/);
  hive.child.kill('SIGINT');
  const { exitCode, stdout } = await hive.ended;
  expect(exitCode).toBe(130);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.filter(({ type }) => type.startsWith('worker-re'))).toMatchObject([
    { type: 'worker-ready' },
    { type: 'worker-restart', ending: 'exit code 3', seconds: 1 },
    { type: 'worker-ready' },
  ]);
  expect(new Set(events.flatMap(({ url }) => url ?? [])).size).toBe(1);
  expect(processesMentioning(home)).toEqual([]);
});

test('without it, it ends with the worker', { timeout: 60_000 }, async () => {
  const home = await homeWith(FAILS_ONCE);
  expect(await runHive(['spawn', 'tool'], { home })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error WORKER_ENDED tool-v1-linux ended with exit code 3.'),
  });
});
