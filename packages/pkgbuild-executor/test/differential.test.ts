import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTool } from './installed-tools.js';
import { type ComparedRun, runByMakepkg, runByUs } from './makepkg.js';
import { COMPARED_RECIPES } from './makepkg-recipes.js';

/**
 * What Debian's makepkg 6.0.2 made of each recipe. `RBEE_RECORD=1` writes it anew, and `RBEE_REQUIRE_TOOLS=1` runs
 * makepkg again and compares.
 */
const RECORD_FILE = path.join(import.meta.dirname, 'fixtures/makepkg.json');
const isRecording = process.env.RBEE_RECORD === '1';
const isComplete = process.env.RBEE_REQUIRE_TOOLS === '1';
const hasFakeroot = runTool('fakeroot', ['--', 'true']).status === 0;

if (isRecording) describe('the record', recordAll);
else describe('executePkgbuild and makepkg', compareAll);

function recordAll(): void {
  it('is written', { timeout: 600_000 }, async () => {
    const runs: Record<string, ComparedRun> = {};
    for (const recipe of COMPARED_RECIPES) runs[recipe.name] = await runByMakepkg(recipe);
    writeFileSync(RECORD_FILE, `${JSON.stringify(runs, null, 1)}\n`);
    expect(Object.keys(runs).length).toBe(COMPARED_RECIPES.length);
  });
}

function compareAll(): void {
  const record = JSON.parse(readFileSync(RECORD_FILE, 'utf8')) as Record<string, ComparedRun>;
  const names = COMPARED_RECIPES.map(({ name }) => name);

  it('are compared by at least sixty recipes, all on record', () => {
    expect(new Set(names).size).toBeGreaterThanOrEqual(60);
    expect(Object.keys(record)).toEqual(names);
    expect(Object.values(record).filter(({ succeeded }) => !succeeded).length).toBeGreaterThan(15);
  });

  it.each(COMPARED_RECIPES)('agree on: $name', async (recipe) => {
    const changes = {
      sandbox: isComplete ? 'require' : 'off',
      fakeroot: hasFakeroot ? 'prefer' : 'off',
    } as const;
    expect(await runByUs(recipe, changes)).toEqual(record[recipe.name]);
  });

  const again = isComplete ? COMPARED_RECIPES : [];
  for (const recipe of again) {
    it(`makepkg still does so: ${recipe.name}`, { timeout: 120_000 }, async () => {
      expect(await runByMakepkg(recipe)).toEqual(record[recipe.name]);
    });
  }
}
