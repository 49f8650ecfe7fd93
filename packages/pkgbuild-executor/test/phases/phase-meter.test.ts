import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { isExecuteError } from '../../src/index.js';
import { describeEachGuard } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

describe('logs', () => {
  it('hold the bytes of both streams of each phase, and their paths are in the results', async () => {
    const logDir = path.join(await useTempDir(), 'log "s"');
    await mkdir(logDir);
    await writeFile(path.join(logDir, 'demo-build.log'), 'older');
    const recipe = await writeRecipe(
      `${HEAD}build() { printf 'a\\xff\\r\\e[1mb\\n'; }\npackage() { echo packed >&2; }\n`,
      { logDir },
    );
    const { phases } = await recipe.run();
    expect(phases.map(({ log }) => log)).toEqual([
      path.join(logDir, 'demo-build.log'),
      path.join(logDir, 'demo-package-demo.log'),
    ]);
    expect(await readFile(path.join(logDir, 'demo-build.log'), 'latin1')).toBe('a\xff\r\u001b[1mb\n');
    expect(await readFile(path.join(logDir, 'demo-package-demo.log'), 'utf8')).toBe('packed\n');
    expect((await stat(path.join(logDir, 'demo-build.log'))).mode & 0o777).toBe(0o600);
  });

  it('exist for a phase that failed, and the error has their path', async () => {
    const logDir = await useTempDir();
    const recipe = await writeRecipe(`${HEAD}build() { echo why; false; }\n`, { logDir });
    const log = path.join(logDir, 'demo-build.log');
    expect(await rejectionOf(recipe.run())).toMatchObject({ report: { log }, lastLines: ['why'] });
    expect(await readFile(log, 'utf8')).toBe('why\n');
  });

  it('end with the lines that the error has, whatever the amount, the last one cut included', async () => {
    const logDir = await useTempDir();
    const recipe = await writeRecipe(
      `${HEAD}build() { seq -f 'line %.0f' 20000; seq -f 'error %.0f' 30 >&2; printf 'no newline' >&2; false; }\n`,
      { logDir },
    );
    const error = await rejectionOf(recipe.run());
    if (!isExecuteError(error)) throw error;
    const log = (await readFile(path.join(logDir, 'demo-build.log'), 'utf8')).split('\n');
    expect(log.length).toBe(20_031);
    expect(error.lastLines.length).toBe(20);
    expect(error.lastLines.at(-1)).toBe('no newline');
    for (const line of error.lastLines) expect(log).toContain(line);
    expect(error.lastLines.filter((line) => line.startsWith('error')).length).toBeGreaterThan(0);
  });

  it('are not written without a folder for them', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { :; }\n`);
    const { phases } = await recipe.run();
    expect(phases[0]).not.toHaveProperty('log');
    expect(await listTree(recipe.options.startDir)).toEqual([
      'PKGBUILD',
      'pkg/',
      'pkg/demo/',
      'src/',
      'work/',
      'work/home/',
      'work/tmp/',
    ]);
  });
});

describe('colours', () => {
  it('are taken out of lines when asked', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { printf '\\e[1;31mred\\e[0m \\e[Kplain\\n'; }\n`, {
      colors: 'strip',
    });
    await recipe.run();
    expect(recipe.lines()).toEqual(['red plain']);
  });
});

describeEachGuard('measurements (sandbox: %s)', (sandbox) => {
  const BUSY = 'for (( i = 0; i < 200000; i++ )); do :; done';

  it('include each phase’s processor time, with that of its children, and its peak of memory', async () => {
    const recipe = await writeRecipe(
      `${HEAD}prepare() { :; }\nbuild() { bash -c '${BUSY}'; }\ncheck() { _data=$(head -c 30000000 /dev/zero | tr '\\0' x); sleep 0.3; }\npackage() { ${BUSY}; }\n`,
      { sandbox, fakeroot: 'prefer' },
    );
    const { phases } = await recipe.run();
    const [prepare, build, check, packaged] = phases;
    expect(prepare?.cpuMilliseconds).toBeLessThan(100);
    expect(build?.cpuMilliseconds).toBeGreaterThan(100);
    expect(packaged?.cpuMilliseconds).toBeGreaterThan(100);
    expect(check?.peakMemoryBytes).toBeGreaterThan(20_000_000);
    expect(build?.peakMemoryBytes).toBeLessThan(20_000_000);
  });

  it('are there for a phase that failed', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { ${BUSY}; sleep 0.3; false; }\n`, { sandbox });
    const error = await rejectionOf(recipe.run());
    expect(error).toMatchObject({
      reason: 'exit',
      package: undefined,
      report: { guard: sandbox === 'off' ? 'none' : 'bubblewrap', peakMemoryBytes: expect.any(Number) },
    });
    const { cpuMilliseconds } = (error as { report: { cpuMilliseconds: number } }).report;
    expect(cpuMilliseconds).toBeGreaterThan(100);
  });

  it('include when each line was read', async () => {
    const before = Date.now();
    const recipe = await writeRecipe(`${HEAD}build() { echo one; sleep 0.2; echo two; }\n`, { sandbox });
    await recipe.run();
    const times = recipe.events.flatMap((event) => (event.type === 'output' ? [event.time] : []));
    expect(times[0]).toBeGreaterThanOrEqual(before);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(150);
  });
});
