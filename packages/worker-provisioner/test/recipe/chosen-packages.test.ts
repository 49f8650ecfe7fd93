import { parsePkgbuild } from '@rbee/pkgbuild-parser';
import { describe, expect, it } from 'vitest';
import { chosenPackages } from '../../src/recipe/chosen-packages.js';

function chosen(lines: string, choice: { workerId?: string; packages?: string[] } = {}): readonly string[] {
  const { pkgbuild, problems } = parsePkgbuild(`pkgver=1\npkgrel=1\narch=(x86_64 aarch64)\n${lines}\n`);
  if (pkgbuild === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return chosenPackages(pkgbuild, { workerId: 'srv', architecture: 'x86_64', ...choice });
}

const SPLIT = `pkgbase=srv
pkgname=(srv srv-common srv-cuda srv-docs)
package_srv() { depends=(glibc 'srv-common=1'); }
package_srv-common() { provides=(libsrv.so=1-64); }
package_srv-cuda() { depends=('srv>=1' cuda); }
package_srv-docs() { :; }`;

describe('the packages of a split recipe that are put together', () => {
  it.each([
    ['the one that is called like the worker', { workerId: 'srv-docs' }, ['srv-docs']],
    ['the first, where none is called so', { workerId: 'other' }, ['srv', 'srv-common']],
    ['those of the recipe that it depends on', { workerId: 'srv-cuda' }, ['srv-cuda', 'srv', 'srv-common']],
    [
      'those that are asked for, first',
      { packages: ['srv-docs', 'srv-cuda'] },
      ['srv-docs', 'srv-cuda', 'srv', 'srv-common'],
    ],
    ['also a name that the recipe lacks', { packages: ['srv-rocm'] }, ['srv-rocm']],
  ])('%s', (_, choice, expected) => {
    expect(chosen(SPLIT, choice)).toEqual(expected);
  });

  it('a package that provides what another depends on is taken', () => {
    const lines = `pkgbase=srv\npkgname=(srv srv-backend)
package_srv() { depends=(srv-engine); }\npackage_srv-backend() { provides=('srv-engine=2'); }`;
    expect(chosen(lines)).toEqual(['srv', 'srv-backend']);
  });

  it('the dependencies of the recipe, and those of the architecture, count too; a cycle ends', () => {
    const lines = `pkgbase=srv\npkgname=(srv a b)\ndepends=(a)\npackage_srv() { :; }
package_a() { depends_x86_64=(b); depends_aarch64=(none); }\npackage_b() { depends=(srv); }`;
    expect(chosen(lines)).toEqual(['srv', 'a', 'b']);
  });

  it('of a recipe with one package, that one', () => {
    expect(chosen('pkgname=tool\ndepends=(glibc)\npackage() { :; }')).toEqual(['tool']);
  });
});
