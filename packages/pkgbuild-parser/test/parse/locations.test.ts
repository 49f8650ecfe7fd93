// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { expect, it } from 'vitest';
import { parsePkgbuild } from '../../src/index.js';

it('says where every variable and element stands', () => {
  const text = `pkgname=p
pkgver=1
pkgrel=1
arch=(any)
source=("https://e.org/$pkgver"{,.sig}
  b)
source+=(c)
eval 'x=(1 2)'
`;
  const locations = parsePkgbuild(text).pkgbuild?.locations;
  const slice = (range?: { start: { offset: number }; end: { offset: number } }) =>
    range && text.slice(range.start.offset, range.end.offset);
  const source = locations?.get('source');
  expect([slice(source?.range), slice(source?.value)]).toEqual(['source+=(c)', '(c)']);
  expect(source?.elements.map(slice)).toEqual([
    '"https://e.org/$pkgver"{,.sig}',
    '"https://e.org/$pkgver"{,.sig}',
    'b',
    'c',
  ]);
  expect(source?.elements[2]?.start).toEqual({ line: 6, column: 3, offset: text.indexOf('b)\n') });
  expect(slice(locations?.get('pkgver')?.value)).toBe('1');
  expect(locations?.get('x')?.elements).toEqual([]);
});
