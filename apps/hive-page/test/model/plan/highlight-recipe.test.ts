import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highlightRecipe } from '../../../src/model/plan/highlight-recipe.js';

const kinds = (recipe: string) =>
  highlightRecipe(recipe).flatMap(({ kind, text }) => (kind === 'plain' ? [] : [[kind, text]]));

it('marks names, strings, variables, functions, keywords and comments', () => {
  expect(kinds(`# c\npkgver=1 # d\nurl="a $pkgver \\" b"\nbuild() {\n  if true; then x 'y'; fi\n}`)).toEqual([
    ['comment', '# c'],
    ['name', 'pkgver'],
    ['comment', '# d'],
    ['name', 'url'],
    ['string', '"a '],
    ['variable', '$pkgver'],
    ['string', ' \\" b"'],
    ['function', 'build'],
    ['keyword', 'if'],
    ['keyword', 'then'],
    ['string', "'y'"],
    ['keyword', 'fi'],
  ]);
});

it('what only looks like a keyword or comment is none', () => {
  expect(kinds('x.done a#b $# do-it')).toEqual([['variable', '$#']]);
});

it('the pieces together are the recipe, whatever it is', () => {
  const unit = fc.constantFrom('"', "'", '$', '{', '}', '#', '\n', ' ', 'if', 'a', '=', '(', ')', '\\');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 80 }), (recipe) => {
      expect(
        highlightRecipe(recipe)
          .map(({ text }) => text)
          .join(''),
      ).toBe(recipe);
    }),
  );
});

it('a very long recipe is left plain', () => {
  expect(highlightRecipe('# '.repeat(200_000))).toHaveLength(1);
});
