// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import type { CaseBody } from './case-body.js';

/** What makepkg refuses. */
export const refusals: readonly CaseBody[] = [
  { name: 'no pkgname', body: 'unset pkgname', srcinfo: undefined },
  { name: 'an empty pkgver', body: 'pkgver=', srcinfo: undefined },
  { name: 'no pkgrel', body: 'unset pkgrel', srcinfo: undefined },
  { name: 'a pkgver with a hyphen', body: 'pkgver=1-2', srcinfo: undefined },
  { name: 'a pkgver with a colon', body: 'pkgver=1:2', srcinfo: undefined },
  { name: 'a pkgver with a slash', body: 'pkgver=1/2', srcinfo: undefined },
  { name: 'a pkgver with a blank', body: 'pkgver="1 2"', srcinfo: undefined },
  { name: 'a pkgver beyond ASCII', body: 'pkgver=1ü', srcinfo: undefined },
  { name: 'a pkgrel with two dots', body: 'pkgrel=1.2.3', srcinfo: undefined },
  { name: 'a pkgrel of letters', body: 'pkgrel=a', srcinfo: undefined },
  { name: 'a negative epoch', body: 'epoch=-1', srcinfo: undefined },
  { name: 'a pkgname with a dot first', body: 'pkgname=.p', srcinfo: undefined },
  { name: 'a pkgname with a hyphen first', body: 'pkgname=-p', srcinfo: undefined },
  { name: 'a pkgname with a blank', body: 'pkgname="a b"', srcinfo: undefined },
  { name: 'an empty name among several', body: 'pkgname=(a "")\npackage_a() { :; }', srcinfo: undefined },
  { name: 'a wrong pkgbase', body: 'pkgbase=a/b', srcinfo: undefined },
  { name: 'any and another', body: 'arch=(any x86_64)', srcinfo: undefined },
  { name: 'an arch with a hyphen', body: 'arch=(x86-64)', srcinfo: undefined },
  { name: 'depends as text', body: 'depends=x', srcinfo: undefined },
  { name: 'url as an array', body: 'url=(x)', srcinfo: undefined },
  { name: 'pkgver as an array', body: 'pkgver=(1)', srcinfo: undefined },
  {
    name: 'depends for an architecture as text',
    body: 'arch=(x86_64)\ndepends_x86_64=x',
    srcinfo: undefined,
  },
  { name: 'depends as a map', body: 'declare -gA depends=([a]=b)', srcinfo: undefined },
  { name: 'license for an architecture', body: 'arch=(x86_64)\nlicense_x86_64=(MIT)', srcinfo: undefined },
];
