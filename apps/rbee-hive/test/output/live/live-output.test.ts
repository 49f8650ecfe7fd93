import { processesMentioning, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { homeWithRecipe, whatIsLeft } from '../../home-with-recipe.js';
import { startInTerminal } from '../../run-in-terminal.js';
import { startSlowServer } from '../../slow-server.js';

const INSTALL = ['install', '--from', 'recipe'];
const MIB = 1024 * 1024;

/** A pattern in which `ESC` is the escape character. */
function escapes(pattern: string): RegExp {
  return new RegExp(pattern.replaceAll('ESC', '\u001b'), 'g');
}

/** What moves the cursor or erases. */
const REDRAWING = escapes(String.raw`ESC\[\d*[A-HJK]`);
const MOVING_UP = escapes(String.raw`ESC\[\d+A`);
/** What hides the cursor, or shows it. */
const CURSOR = escapes(String.raw`ESC\[\?25[lh]`);
const COLORS_OR_TITLES = escapes(String.raw`ESC\[[\d;]*m|ESC\[2J|ESC\]`);

describe('at a terminal', () => {
  test('an installation leaves a line for each step, and the result', async () => {
    const home = await useTempDir();
    const run = startInTerminal(['install', 'echo-worker-cpu'], { home, columns: 120 });
    expect(await run.ended).toBe(0);
    const lines = run.lines().map((line) => line.replace(/ \d+ s\b/, ' N s'));
    expect(lines.filter((line) => /^✓ [a-z]/.test(line)).map((line) => line.replace(' N s', ''))).toEqual(
      ['metadata', 'platform check', 'pkgbuild', 'parse', 'sources', 'build', 'check', 'package']
        .concat(['install', 'prove', 'catalog'])
        .map((step) => `✓ ${step}`),
    );
    expect(lines).toContain('  echo-worker.c: checksums match');
    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(
        /^✓ Installed echo-worker-cpu-v0\.1\.0-linux in N s\. Start it with: rbee-hive spawn echo-worker-cpu$/,
      ),
      `${home}/cache/rbee/workers/echo-worker-cpu-v0.1.0-linux/echo-worker-cpu`,
    ]);
    expect(run.written()).not.toMatch(CURSOR);
  });

  test('a source has one live line with a bar, bytes, rate and remaining time', async () => {
    const server = await startSlowServer({ totalBytes: 8 * MIB, bytesPerSecond: 2 * MIB });
    const home = await homeWithRecipe(':', { sources: [`${server.url}/model.bin`] });
    const run = startInTerminal(INSTALL, { home, columns: 100 });
    await run.shows(/^ {2}model\.bin {2}━+─+ {2}\d\.\d MiB of 8\.0 MiB {2}[\d.]+ [KM]iB\/s {2}\d+ s left$/m);
    expect(run.lines().filter((line) => line.includes('model.bin'))).toHaveLength(1);
    expect(await run.ended).toBe(0);
    expect(run.lines().filter((line) => line.includes('model.bin'))).toEqual([
      '  model.bin: not verified, its checksum is SKIP',
    ]);
  });

  test('shows the last five lines of the build, drawn at most twenty times a second', async () => {
    const home = await homeWithRecipe(
      'for ((i = 0; i < 20000; i++)); do echo "line $i"; ((i % 100)) || sleep 0.01; done; sleep 1',
    );
    const startedAt = performance.now();
    const run = startInTerminal(INSTALL, { home });
    await run.shows(/line 19999$/);
    expect(run.lines().slice(-6)).toEqual([
      expect.stringMatching(/^==> build \d+ s$/),
      ...[19995, 19996, 19997, 19998, 19999].map((number) => `    line ${number}`),
    ]);
    expect(await run.ended).toBe(0);
    const seconds = (performance.now() - startedAt) / 1000;
    expect(run.written().match(MOVING_UP)?.length).toBeLessThan(seconds * 20);
    expect(run.lines().join('\n')).not.toContain('line ');
  });

  test('a build that fails leaves its last thirty lines above the error', async () => {
    const home = await homeWithRecipe('for ((i = 1; i <= 100; i++)); do echo "line $i"; done; return 3');
    const run = startInTerminal(INSTALL, { home });
    expect(await run.ended).toBe(1);
    const lines = run.lines();
    const shown = lines.filter((line) => /^ {4}line \d+$/.test(line));
    expect(shown).toEqual(Array.from({ length: 30 }, (_, index) => `    line ${index + 71}`));
    expect(lines.join('\n')).toMatch(/line 100\nerror FUNCTION_FAILED build\(\) [\s\S]*\nhint /);
  });

  test('Ctrl-C in the middle of a build leaves a clean screen, no file and no process', async () => {
    const home = await homeWithRecipe("trap '' TERM INT; sleep 300 &\n echo building; sleep 300");
    const run = startInTerminal(INSTALL, { home });
    await run.shows(/ {4}building/);
    run.type('\u0003');
    expect(await run.ended).toBe(130);
    expect(run.lines().at(-1)).toBe('Stopped by SIGINT; nothing was left behind.');
    expect(run.lines().join('\n')).not.toMatch(/building|==|\^C/);
    expect(run.written()).not.toMatch(CURSOR);
    expect(await whatIsLeft(home)).toEqual([]);
    expect(processesMentioning(home)).toEqual([]);
  });

  test.each([
    [40, 24],
    [130, 30],
  ])('a window that becomes %d wide in the middle keeps one picture', async (columns, rows) => {
    const long = 'x'.repeat(200);
    const home = await homeWithRecipe(
      `echo first-${long}; echo second; until [ -e "$HOME/go" ]; do sleep 0.1; done`,
    );
    const run = startInTerminal(INSTALL, { home });
    await run.shows(/second/);
    await run.resize(columns, rows);
    await run.shows(new RegExp(`first-x{${columns - 12}}…$`, 'm'));
    const picture = run.lines().filter((line) => /==>|first|second/.test(line));
    expect(picture).toHaveLength(3);
    run.type('\u0003');
    expect(await run.ended).toBe(130);
    expect(run.lines().join('\n')).not.toMatch(/==>|first|second/);
  });

  test.each([
    ['--plain', [...INSTALL, '--plain'], {}],
    ['TERM=dumb', INSTALL, { TERM: 'dumb' }],
  ])('with %s nothing is redrawn, and the whole build is shown', async (_name, args, env) => {
    const home = await homeWithRecipe('for ((i = 0; i < 9; i++)); do echo "line $i"; done');
    const run = startInTerminal(args, { home, env });
    expect(await run.ended).toBe(0);
    expect(run.written()).not.toMatch(REDRAWING);
    expect(run.lines()).toEqual(
      expect.arrayContaining(['==> build', ...Array.from({ length: 9 }, (_, index) => `    line ${index}`)]),
    );
  });

  test('NO_COLOR leaves the colours out, and nothing foreign steers the terminal', async () => {
    const home = await homeWithRecipe(
      String.raw`printf '\033[31mred\033[2J\033]0;title\007end\n'; sleep 0.5`,
    );
    const run = startInTerminal(INSTALL, { home, env: { NO_COLOR: '1' } });
    await run.shows(/ {4}redend$/m);
    expect(await run.ended).toBe(0);
    expect(run.written()).not.toMatch(COLORS_OR_TITLES);
  });

  test('--quiet shows the result alone', async () => {
    const home = await homeWithRecipe('echo building');
    const run = startInTerminal([...INSTALL, '--quiet'], { home });
    expect(await run.ended).toBe(0);
    expect(run.lines()).toEqual([`${home}/cache/rbee/workers/tool-v1-linux/tool`]);
  });

  test('a worker in the foreground ends with Ctrl-C', { timeout: 40_000 }, async () => {
    const home = await useTempDir();
    await startInTerminal(['install', 'echo-worker-cpu'], { home }).ended;
    const run = startInTerminal(['spawn', 'echo-worker-cpu'], { home });
    await run.shows(/^http:\/\/127\.0\.0\.1:\d+$/m);
    run.type('\u0003');
    expect(await run.ended).toBe(130);
    expect(processesMentioning(home)).toEqual([]);
  });
});
