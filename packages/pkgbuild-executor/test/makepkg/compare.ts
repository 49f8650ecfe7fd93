import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTool } from '../installed-tools.js';
import type { ComparedRun } from './compared-run.js';
import type { ComparedRecipe } from './recipes.js';
import { runByUs } from './run-executor.js';
import { runByMakepkg } from './run-makepkg.js';

const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const isRecording = process.env.RBEE_RECORD === '1';
const isComplete = process.env.RBEE_REQUIRE_TOOLS === '1';
const hasFakeroot = runTool('fakeroot', ['--', 'true']).status === 0;

/**
 * Compares recipes with what Debian's makepkg 6.0.2 made of each, which is recorded in `fixtures/makepkg-<name>.json`.
 * `RBEE_RECORD=1` writes the record again, and `RBEE_REQUIRE_TOOLS=1` runs makepkg again and compares.
 */
export function compareWithMakepkg(name: string, recipes: readonly ComparedRecipe[]): void {
  const file = path.join(FIXTURES, `makepkg-${name}.json`);
  if (isRecording) describe('the record', () => recordAll(file, recipes));
  else describe('executePkgbuild and makepkg', () => compareAll(file, recipes));
}

function recordAll(file: string, recipes: readonly ComparedRecipe[]): void {
  it('is written', { timeout: 600_000 }, async () => {
    const runs: Record<string, ComparedRun> = {};
    for (const recipe of recipes) runs[recipe.name] = await runByMakepkg(recipe, { isLinted: true });
    writeFileSync(file, `${JSON.stringify(runs, null, 1)}\n`);
    expect(Object.keys(runs).length).toBe(recipes.length);
  });
}

function compareAll(file: string, recipes: readonly ComparedRecipe[]): void {
  const record = JSON.parse(readFileSync(file, 'utf8')) as Record<string, ComparedRun>;
  const changes = {
    sandbox: isComplete ? 'require' : 'off',
    fakeroot: hasFakeroot ? 'prefer' : 'off',
  } as const;

  it('are compared by recipes that are all on record', () => {
    expect(Object.keys(record)).toEqual(recipes.map(({ name }) => name));
  });

  it.each(recipes)('agree on: $name', async (recipe) => {
    expect(await runByUs(recipe, changes)).toEqual(record[recipe.name]);
  });

  it.skipIf(!isComplete).each(recipes)(
    'makepkg (the tool) still does so: $name',
    { timeout: 120_000 },
    async (recipe) => {
      expect(await runByMakepkg(recipe)).toEqual(record[recipe.name]);
    },
  );
}
