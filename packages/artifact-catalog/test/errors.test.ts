import { expect, test } from 'vitest';
import { ArtifactCatalogError, isArtifactCatalogError } from '../src/index.js';

test('an error is recognised by its marker, not by its class', () => {
  const cause = new Error('lower');
  const error = new ArtifactCatalogError({ code: 'IO', message: 'm', hint: 'h', cause });
  expect(error).toMatchObject({ name: 'ArtifactCatalogError', code: 'IO', message: 'm', hint: 'h', cause });
  expect(isArtifactCatalogError(error)).toBe(true);
  const fromAnotherCopy = Object.assign(new Error('x'), {
    [Symbol.for('@rbee/artifact-catalog/error')]: true,
  });
  expect(isArtifactCatalogError(fromAnotherCopy)).toBe(true);
  expect([new Error('x'), { code: 'IO' }, undefined].map(isArtifactCatalogError)).toStrictEqual([
    false,
    false,
    false,
  ]);
});
