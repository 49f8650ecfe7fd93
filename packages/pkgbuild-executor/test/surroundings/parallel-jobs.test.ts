import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { ExecuteOptions } from '../../src/index.js';
import { writeRecipe } from '../recipe.js';

const PRINT = `pkgname=demo
build() { echo "[$MAKEFLAGS] [$CMAKE_BUILD_PARALLEL_LEVEL] [$CARGO_BUILD_JOBS]"; }
`;

async function jobsWith(changes: Partial<ExecuteOptions>): Promise<string[]> {
  const recipe = await writeRecipe(PRINT, changes);
  const { surroundings } = await recipe.run();
  return [...recipe.lines(), surroundings.makeflags ?? 'none'];
}

describe('the jobs of a build', () => {
  it('are as many as the machine has cores', async () => {
    const flags = `-j${availableParallelism()}`;
    expect(await jobsWith({})).toEqual([`[${flags}] [] []`, flags]);
  });

  it('are limited for every build tool', async () => {
    expect(await jobsWith({ jobs: 3 })).toEqual(['[-j3] [3] [3]', '-j3']);
  });

  it('are limited by the load', async () => {
    expect(await jobsWith({ jobs: 3, maxLoad: 2.5 })).toEqual(['[-j3 -l2.5] [3] [3]', '-j3 -l2.5']);
  });

  it('are those of makepkg.conf, unless a limit is given', async () => {
    const buildConfig = { makeflags: '-j7' };
    expect(await jobsWith({ buildConfig })).toEqual(['[-j7] [] []', '-j7']);
    expect(await jobsWith({ buildConfig, jobs: 1 })).toEqual(['[-j1] [1] [1]', '-j1']);
    expect(await jobsWith({ buildConfig: { makeflags: undefined } })).toEqual(['[] [] []', 'none']);
  });
});
