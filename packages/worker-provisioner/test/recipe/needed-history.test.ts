import { expect, test } from 'vitest';
import { neededHistory } from '../../src/recipe/needed-history.js';

test.each([
  'pkgver() { cd tool; git describe --long --tags | sed s/-/./g; }',
  'pkgver() { printf "r%s" "$(git -C "$srcdir/tool" rev-list --count HEAD)"; }',
  'prepare() { git \\\n  cherry-pick -n abc; }',
  "pkgver() { git log -1 --format='%cd'; }",
])('all of it: %s', (text) => {
  expect(neededHistory(text)).toBe('full');
});

test.each([
  'build() { cmake -B build; }',
  'prepare() { cd tool; git submodule update --init; git apply ../fix.patch; }',
  '# git describe would be nice\nbuild() { :; }',
  'source=("git+https://example.org/describe.git#tag=v1")',
  'pkgver() { git rev-parse --short HEAD; }',
])('the commit alone: %s', (text) => {
  expect(neededHistory(text)).toBe('shallow');
});
