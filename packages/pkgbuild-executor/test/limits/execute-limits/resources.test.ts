import { randomInt } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { processesMentioning, rejectionOf } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import { describeEachGuard } from '../../guards.js';
import { writeRecipe } from '../../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\n';

describeEachGuard('limits on resources (sandbox: %s)', (sandbox) => {
  it('end a recipe that forks without end', async () => {
    const seconds = `${randomInt(100_000, 999_999)}.5`;
    const recipe = await writeRecipe(
      `${HEAD}build() { _grow() { sleep ${seconds} & for _i in 1 2 3; do ( _grow ) & done; wait; }; _grow; }\n`,
      { sandbox, limits: { processes: 100, graceMilliseconds: 100 } },
    );
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'LIMIT',
      limit: 'processes',
      reason: 'limit',
      phase: 'build',
      message: 'The recipe started more than 100 processes',
    });
    expect(processesMentioning(seconds)).toEqual([]);
  });

  it('end a recipe that takes too much memory', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { _data=$(head -c 100000000 /dev/zero | tr '\\0' x); sleep 87654.3; }\n`,
      { sandbox, limits: { memoryBytes: 50_000_000, graceMilliseconds: 100 } },
    );
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'LIMIT',
      limit: 'memory',
      message: 'The processes of the recipe used more than 50000000 bytes of memory',
    });
    expect(processesMentioning('87654.3')).toEqual([]);
  });

  it('end a recipe that fills the disk', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { while :; do head -c 20000000 /dev/zero >> big; sleep 0.05; done; }\n`,
      { sandbox, limits: { diskBytes: 60_000_000, graceMilliseconds: 100 } },
    );
    expect(await rejectionOf(recipe.run())).toMatchObject({ code: 'LIMIT', limit: 'disk', reason: 'limit' });
    await rm(recipe.options.srcDir, { recursive: true });
  });

  it('end a recipe on a disk that is almost full', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { sleep 87654.4; }\n`, {
      sandbox,
      limits: { freeDiskBytes: Number.MAX_SAFE_INTEGER, graceMilliseconds: 100 },
    });
    expect(await rejectionOf(recipe.run())).toMatchObject({ code: 'LIMIT', limit: 'disk', reason: 'limit' });
  });

  it('end a recipe that prints or runs without end', async () => {
    const endless = await writeRecipe(`${HEAD}build() { yes; }\n`, {
      sandbox,
      limits: { outputBytes: 100_000 },
    });
    expect(await rejectionOf(endless.run())).toMatchObject({
      code: 'LIMIT',
      limit: 'output',
      reason: 'limit',
    });
    const slow = await writeRecipe(`${HEAD}build() { sleep 87654.5; }\n`, {
      sandbox,
      limits: { phaseMilliseconds: 300 },
    });
    expect(await rejectionOf(slow.run())).toMatchObject({ code: 'LIMIT', limit: 'time', reason: 'timeout' });
    expect(processesMentioning('87654.5')).toEqual([]);
  });

  it('let a recipe that waits on standard input find its end', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { cat; read -r _line || echo end; }\n`, { sandbox });
    await recipe.run();
    expect(recipe.lines()).toEqual(['end']);
  });

  it('leave nothing in the work folder', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { yes; }\n`, {
      sandbox,
      limits: { outputBytes: 1_000 },
    });
    await rejectionOf(recipe.run());
    expect((await readdir(recipe.options.workDir)).sort()).toEqual(['home', 'tmp']);
  });
});
