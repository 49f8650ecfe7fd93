import { expect, it } from 'vitest';
import { compareWithMakepkg } from './compare.js';
import { FUNCTION_RECIPES, PACKAGE_RECIPES } from './recipes.js';

compareWithMakepkg('packages', PACKAGE_RECIPES);

it('is not compared by fewer recipes than there were', () => {
  expect(FUNCTION_RECIPES.length + PACKAGE_RECIPES.length).toBeGreaterThanOrEqual(81);
});
