// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import type { CaseBody } from './case-body.js';

/** How the file is sourced. */
export const sourcing: readonly CaseBody[] = [
  {
    name: 'a list with a token that is none',
    body: 'pkgdesc=x; source=(a > b)\nurl=y',
    srcinfo: ['pkgbase = p', '\tpkgver = 1', '\tpkgrel = 1', '\turl = y', '\tarch = any', '', 'pkgname = p'],
  },
  {
    name: 'a setting of a function alone',
    body: '_f() { local -; set -f; }; _f; pkgdesc=x',
    srcinfo: [
      'pkgbase = p',
      '\tpkgdesc = x',
      '\tpkgver = 1',
      '\tpkgrel = 1',
      '\tarch = any',
      '',
      'pkgname = p',
    ],
  },
  {
    name: 'constants of makepkg',
    body: 'makepkg_version=1; pkgdesc=no\nurl=$BUILDSCRIPT',
    srcinfo: [
      'pkgbase = p',
      '\tpkgver = 1',
      '\tpkgrel = 1',
      '\turl = PKGBUILD',
      '\tarch = any',
      '',
      'pkgname = p',
    ],
  },
  {
    name: 'a reference',
    body: '_f() { local -n r=$1; r=via; }\n_f pkgdesc',
    srcinfo: [
      'pkgbase = p',
      '\tpkgdesc = via',
      '\tpkgver = 1',
      '\tpkgrel = 1',
      '\tarch = any',
      '',
      'pkgname = p',
    ],
  },
  {
    name: 'an error in an expansion',
    body: 'pkgdesc=$((08#17))\nurl=x',
    srcinfo: ['pkgbase = p', '\tpkgver = 1', '\tpkgrel = 1', '\turl = x', '\tarch = any', '', 'pkgname = p'],
  },
  {
    name: 'two assignments of a package on a line',
    body: 'package() {\n  pkgdesc=a depends=(x)\n}',
    srcinfo: [
      'pkgbase = p',
      '\tpkgver = 1',
      '\tpkgrel = 1',
      '\tarch = any',
      '',
      'pkgname = p',
      '\tpkgdesc = a',
    ],
  },
  {
    name: 'an assignment beside one that makepkg looks for early',
    body: 'package() {\n  depends=(x) pkgdesc=a\n}',
    srcinfo: [
      'pkgbase = p',
      '\tpkgdesc = a',
      '\tpkgver = 1',
      '\tpkgrel = 1',
      '\tarch = any',
      '',
      'pkgname = p',
      '\tdepends = x',
    ],
  },
  {
    name: 'declare at the top is local',
    body: 'declare -a depends=(x)\ndeclare pkgdesc=y\ntypeset url=z\nlocal license=w\nsource=("$pkgdesc" "${depends[@]}")',
    srcinfo: [
      'pkgbase = p',
      '\tpkgver = 1',
      '\tpkgrel = 1',
      '\tarch = any',
      '\tsource = y',
      '\tsource = x',
      '',
      'pkgname = p',
    ],
  },
  {
    name: 'declare -g, export and readonly stay',
    body: 'declare -g pkgdesc=a\nexport url=b\nreadonly -a depends=(c)\ndeclare -ga license=(d)',
    srcinfo: [
      'pkgbase = p',
      '\tpkgdesc = a',
      '\tpkgver = 1',
      '\tpkgrel = 1',
      '\turl = b',
      '\tarch = any',
      '\tlicense = d',
      '\tdepends = c',
      '',
      'pkgname = p',
    ],
  },
  {
    name: 'a false test before the end',
    body: '[[ a = b ]] && pkgdesc=x\nurl=y',
    srcinfo: ['pkgbase = p', '\tpkgver = 1', '\tpkgrel = 1', '\turl = y', '\tarch = any', '', 'pkgname = p'],
  },
  {
    name: 'a missing command before the end',
    body: 'nonesuch-command-xyz\nurl=y',
    srcinfo: ['pkgbase = p', '\tpkgver = 1', '\tpkgrel = 1', '\turl = y', '\tarch = any', '', 'pkgname = p'],
  },
  {
    name: 'return ends it',
    body: 'return 0\npkgdesc=never',
    srcinfo: ['pkgbase = p', '\tpkgver = 1', '\tpkgrel = 1', '\tarch = any', '', 'pkgname = p'],
  },
];
