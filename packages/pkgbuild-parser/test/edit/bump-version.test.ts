// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { describe, expect, it } from 'vitest';
import { bumpVersion } from '../../src/index.js';

describe('bumpVersion', () => {
  it.each([
    ['pkgver=1.0 # why\npkgrel=4\n', 'pkgver=1.1 # why\npkgrel=1\n'],
    ["pkgver='1.0'; pkgrel='4'\n", "pkgver='1.1'; pkgrel='1'\n"],
    ['_tag=v1.0\npkgver=${_tag#v}\npkgrel=1\n', '_tag=v1.1\npkgver=${_tag#v}\npkgrel=1\n'],
    ['_ver=1.0\npkgver=$_ver\npkgrel=1\n', '_ver=1.1\npkgver=$_ver\npkgrel=1\n'],
    ['_ver=1-0\npkgver=${_ver//-/.}\npkgrel=2\n', '_ver=1.1\npkgver=${_ver//-/.}\npkgrel=1\n'],
  ])('writes the version where it stands: %s', (text, expected) => {
    expect(bumpVersion(text, { pkgver: '1.1' })).toMatchObject({ text: expected, problems: [] });
  });

  it('writes pkgrel and epoch', () => {
    const text = 'pkgver=1.0\npkgrel=4\n';
    expect(bumpVersion(text, { pkgver: '1.0', pkgrel: '5', epoch: '1' }).text).toBe(
      'pkgver=1.0\npkgrel=5\nepoch=1\n',
    );
  });

  it('refuses a version that is made otherwise', () => {
    const { text, problems } = bumpVersion('pkgver=$(date +%F)\npkgrel=1\n', { pkgver: '1.1' });
    expect([text, problems[0]?.code]).toEqual(['pkgver=1.1\npkgrel=1\n', undefined]);
    const other = bumpVersion('_a=1\n_b=2\npkgver=$_a.$_b\npkgrel=1\n', { pkgver: '3' });
    expect([other.text, other.problems[0]?.code]).toEqual([undefined, 'NOT_EDITABLE']);
  });
});
