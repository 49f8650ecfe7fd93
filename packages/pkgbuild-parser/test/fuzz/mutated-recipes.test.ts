import fc from 'fast-check';
import { expect, it } from 'vitest';
import { programSnippets } from '../differential/program-snippets.js';
import { snippets } from '../differential/snippets.js';
import { overrides } from '../makepkg/recipes/overrides.js';
import { refusals } from '../makepkg/recipes/refusals.js';
import { sourcing } from '../makepkg/recipes/sourcing.js';
import { values } from '../makepkg/recipes/values.js';
import { faultsOf } from './faults-of.js';
import { mutated, mutations } from './mutations.js';

const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';
const themes = [values, overrides, sourcing, refusals].flatMap((texts) => Object.values(texts));
const texts = [...themes, ...snippets, ...programSnippets].map((text) => HEAD + text);
const limits = { steps: 20_000, words: 1_000, valueLength: 10_000 };

it('a recipe that was tampered with is read within the limits', () => {
  const recipe = fc.constantFrom(...texts);
  fc.assert(
    fc.property(recipe, mutations, (text, changes) => {
      expect(faultsOf(mutated(text, changes), limits)).toEqual([]);
    }),
    { numRuns: 4_000, seed: 7 },
  );
}, 60_000);

it('two recipes in one are read within the limits', () => {
  const recipe = fc.constantFrom(...texts);
  fc.assert(
    fc.property(recipe, recipe, mutations, (first, second, changes) => {
      expect(faultsOf(mutated(`${first}\n${second}`, changes), limits)).toEqual([]);
    }),
    { numRuns: 1_000, seed: 11 },
  );
}, 60_000);
