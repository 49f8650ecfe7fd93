import { parsePkgbuild } from '@rbee/pkgbuild-parser';
import { describe, expect, test } from 'vitest';
import { planRecipe } from '../../src/index.js';

const DIGEST = 'a'.repeat(64);

function recipe(lines: string) {
  const { pkgbuild, problems } = parsePkgbuild(`pkgname=tool\npkgver=1\npkgrel=1\n${lines}\n`);
  if (pkgbuild === undefined) throw new Error(JSON.stringify(problems));
  return pkgbuild;
}

function planOf(lines: string, architecture = 'x86_64') {
  return planRecipe(recipe(lines), architecture);
}

describe('planRecipe', () => {
  test('adds source and source_<architecture>, each with its own checksums', () => {
    const plan = planOf(`
      arch=(x86_64 aarch64)
      source=(a.patch)
      source_x86_64=(http://h/x.tar.gz)
      source_aarch64=(http://h/arm.tar.gz)
      sha256sums=(SKIP)
      b2sums=(SKIP)
      sha256sums_x86_64=(${DIGEST})
      sha256sums_aarch64=(SKIP)
      noextract=(x.tar.gz)`);
    expect(plan.sources).toEqual([
      {
        source: expect.objectContaining({ name: 'a.patch' }),
        checksums: { sha256: 'SKIP', b2: 'SKIP' },
        noExtract: false,
      },
      {
        source: expect.objectContaining({ name: 'x.tar.gz' }),
        checksums: { sha256: DIGEST },
        noExtract: true,
      },
    ]);
  });

  test('a recipe without build() is a binary package', () => {
    expect(planOf('arch=(any)\npackage() { :; }').kind).toBe('binary');
    expect(planOf('arch=(any)\nbuild() { :; }\npackage() { :; }').kind).toBe('source');
  });

  test.each([
    ['arch=(aarch64)', 'ARCHITECTURE_UNSUPPORTED', 'tool is made for aarch64, not for x86_64.'],
    ['arch=(any)\nsource=(a)', 'CHECKSUMS_MISSING', 'source of tool has no checksums.'],
    [
      'arch=(any)\nsource_x86_64=(a)\nmd5sums=()',
      'CHECKSUMS_MISSING',
      'source_x86_64 of tool has no checksums.',
    ],
    [
      'arch=(any)\nsource=(a b)\nmd5sums=(SKIP)',
      'CHECKSUMS_COUNT',
      'md5sums of tool has 1 entries for 2 sources.',
    ],
    ['arch=(any)\nmd5sums=(SKIP)', 'CHECKSUMS_COUNT', 'md5sums of tool has 1 entries for 0 sources.'],
  ])('refuses %j', (lines, code, message) => {
    expect(() => planOf(lines)).toThrow(expect.objectContaining({ name: 'ArchError', code, message }));
  });

  test('says which command makes the sources unknowable', () => {
    expect(() => planOf('arch=(any)\nsource=("$(curl https://h/latest)")\nsha256sums=(SKIP)')).toThrow(
      expect.objectContaining({ code: 'SOURCES_DYNAMIC', message: expect.stringContaining('line 5') }),
    );
  });

  test('arrays of other architectures do not matter', () => {
    expect(planOf('arch=(x86_64 aarch64)\nsource_aarch64=(a b)\nsha256sums_aarch64=(SKIP)').sources).toEqual(
      [],
    );
  });
});
