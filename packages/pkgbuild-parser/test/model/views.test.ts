import { describe, expect, it } from 'vitest';
import { forArchitecture, packageNamed, parsePkgbuild } from '../../src/index.js';

const { pkgbuild } = parsePkgbuild(`pkgname=(new more)
pkgver=1
pkgrel=1
pkgdesc=both
arch=(x86_64 aarch64)
depends=(g)
depends_x86_64=(gx)
source=(a)
source_x86_64=(b)
source_aarch64=(c)
package_new() { pkgdesc=own; depends=(new); depends_x86_64+=(late); }
package_more() { depends+=(added); }
`);
if (pkgbuild === undefined) throw new Error('The recipe is wrong.');

describe('views', () => {
  it('join the fields of one architecture', () => {
    const { architecture, arrays } = forArchitecture(pkgbuild, 'x86_64');
    expect([architecture, arrays.get('depends'), arrays.get('source')]).toEqual([
      'x86_64',
      ['g', 'gx'],
      ['a', 'b'],
    ]);
    expect([...arrays.keys()].filter((name) => name.includes('_'))).toEqual([]);
    expect(forArchitecture(pkgbuild, 'aarch64').arrays.get('source')).toEqual(['a', 'c']);
  });

  it.each([
    ['new', 'srcinfo', ['new', 'gx', 'late']],
    ['new', 'build', ['new', 'late']],
    ['more', 'srcinfo', ['g', 'added', 'gx']],
    ['more', 'build', ['g', 'gx', 'added']],
  ] as const)('of package %s as %s', (name, as, depends) => {
    const view = packageNamed(pkgbuild, name, { architecture: 'x86_64', as });
    expect(view?.arrays.get('depends')).toEqual(depends);
    expect(view?.scalars.get('pkgdesc')).toBe(name === 'new' ? 'own' : 'both');
  });

  it('of a package that is not there are nothing', () => {
    expect(packageNamed(pkgbuild, 'none', { architecture: 'x86_64' })).toBeUndefined();
  });
});
