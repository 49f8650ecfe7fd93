import { processesMentioning, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { DEFAULT_EXECUTE_LIMITS } from '../../src/index.js';
import { itInEachGuard } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\n';

describe('limits', () => {
  it('have these defaults', () => {
    expect(DEFAULT_EXECUTE_LIMITS).toEqual({
      phaseMilliseconds: 7_200_000,
      outputBytes: 1_073_741_824,
      lineBytes: 65_536,
      graceMilliseconds: 2_000,
      processes: 4_096,
      openFiles: 65_536,
      processMemoryBytes: Number.POSITIVE_INFINITY,
      memoryBytes: Number.POSITIVE_INFINITY,
      diskBytes: 137_438_953_472,
      freeDiskBytes: 268_435_456,
    });
    expect(Object.isFrozen(DEFAULT_EXECUTE_LIMITS)).toBe(true);
  });

  it.each(['prepare', 'pkgver', 'build', 'package'])('end %s() when it takes too long', async (phase) => {
    const recipe = await writeRecipe(`${HEAD}${phase}() { echo started >&2; sleep 98765.4; }\n`, {
      limits: { phaseMilliseconds: 300 },
    });
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'LIMIT',
      message: `Phase ${phase} took longer than 300 milliseconds`,
      phase,
      lastLines: ['started'],
    });
    expect(processesMentioning('98765.4')).toEqual([]);
  });

  it('end a file that is sourced for too long', async () => {
    const recipe = await writeRecipe('while :; do :; done\nbuild() { :; }\n', {
      limits: { phaseMilliseconds: 300 },
    });
    expect(await rejectionOf(recipe.run())).toMatchObject({ code: 'LIMIT', phase: 'build' });
  });

  it('count the time of each phase on its own', async () => {
    const recipe = await writeRecipe(`${HEAD}prepare() { sleep 1.5; }\nbuild() { sleep 1.5; }\n`, {
      limits: { phaseMilliseconds: 2_900 },
    });
    expect((await recipe.run()).phases.length).toBe(2);
  });

  it('end a recipe that prints without end', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { yes; }\n`, { limits: { outputBytes: 100_000 } });
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'LIMIT',
      message: 'The recipe printed more than 100000 bytes',
      phase: 'build',
      lastLines: Array.from({ length: 20 }, () => 'y'),
    });
  });

  it('count both streams of all phases together', async () => {
    const print = 'head -c 40 /dev/zero | tr "\\0" x';
    const pkgbuild = `${HEAD}prepare() { ${print}; }\nbuild() { ${print} >&2; }\npackage() { ${print}; }\n`;
    const enough = await writeRecipe(pkgbuild, { limits: { outputBytes: 120 } });
    expect((await enough.run()).phases.length).toBe(3);
    const tooLittle = await writeRecipe(pkgbuild, { limits: { outputBytes: 119 } });
    expect(await rejectionOf(tooLittle.run())).toMatchObject({ code: 'LIMIT', phase: 'package' });
  });

  it('split lines that are longer', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { printf 'abcdefghij\\n'; }\n`, {
      limits: { lineBytes: 4 },
    });
    await recipe.run();
    expect(recipe.lines()).toEqual(['abcd', 'efgh', 'ij']);
  });

  itInEachGuard('have the kernel bound what one process does (sandbox: %s)', {}, async (sandbox) => {
    const recipe = await writeRecipe(
      `${HEAD}build() { ulimit -c; ulimit -n; ulimit -Hn; ulimit -c unlimited 2>/dev/null || echo fixed; ( _d=$(head -c 300000000 /dev/zero | tr '\\0' x); echo "\${#_d}" ) 2>/dev/null || echo refused; }\n`,
      { sandbox, limits: { openFiles: 100, processMemoryBytes: 200_000_000 } },
    );
    await recipe.run();
    const [core, soft, hard, ...rest] = recipe.lines('stdout');
    expect([core, soft, hard, rest.at(-1)]).toEqual(['0', '100', '100', 'refused']);
    // Root outside of a sandbox may raise any bound.
    if (sandbox === 'require') expect(rest).toContain('fixed');
  });

  it('leave the caller’s objects as they are', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { :; }\n`, {
      limits: Object.freeze({ lineBytes: undefined }) as never,
    });
    Object.freeze(recipe.options);
    expect((await recipe.run()).phases.length).toBe(1);
  });
});
