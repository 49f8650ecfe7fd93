// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { describe, expect, it } from 'vitest';
import { formatProblem, parsePkgbuild } from '../../src/index.js';

const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';

function problemsOf(text: string, head = HEAD): string[] {
  const { problems } = parsePkgbuild(head + text, { facts: { folder: ['PKGBUILD'] } });
  return problems.map((problem) => `${problem.severity} ${problem.code} ${formatProblem(problem)}`);
}

describe("makepkg's own rules", () => {
  it.each([
    ['license=("")', 'error EMPTY_ELEMENT 5:1: license has an empty element'],
    ['arch=(x86_64 x86_64)', 'error INVALID_FIELD 5:1: arch names x86_64 twice'],
    [
      'depends_any=(x)',
      'error ARCH_SPECIFIC 5:1: depends_any has no meaning: nothing is specific to the architecture any',
    ],
    [
      'depends=("a b")',
      'error INVALID_DEPENDENCY 5:1: depends "a b" is not allowed: it does not begin with a package name',
    ],
    [
      'depends=("a>=1-x")',
      'error INVALID_DEPENDENCY 5:1: depends "a>=1-x" is not allowed: what follows the operator is not a version',
    ],
    [
      'provides=("a>1")',
      'error INVALID_DEPENDENCY 5:1: provides "a>1" is not allowed: a provision has no operator but =',
    ],
    [
      'arch=(x86_64)\npackage() { arch=(any x86_64); }',
      'error INVALID_FIELD 6:13: arch may not name other architectures beside any',
    ],
    [
      'arch=(x86_64)\npackage() { arch=(x86_64 x86_64); }',
      'error INVALID_FIELD 6:13: arch names x86_64 twice',
    ],
    [
      'arch=(x86_64)\npackage() { arch=(x86-64); }',
      'error INVALID_FIELD 6:13: arch "x86-64" is not allowed: use letters, digits and _',
    ],
    ['options=(x)', 'error INVALID_FIELD 5:1: options "x" is not an option'],
    ['backup=(/x)', 'error INVALID_FIELD 5:1: backup "/x" is not allowed: write it without the / before it'],
    [
      'xdata=(pkgtype=x)',
      'error INVALID_FIELD 5:1: xdata "pkgtype=x" is not allowed: write key=value, with a key of your own',
    ],
    ['install=x', 'error MISSING_FILE 5:1: install names x, which is not there'],
    [
      'package() { pkgver=2; }',
      'error NOT_OVERRIDABLE 5:13: pkgver may not be set inside a package function',
    ],
    ['package() { depends=x; }', 'error WRONG_KIND 5:13: depends should be an array: write depends=(…)'],
    ['source=([1]=a)', 'error WRONG_KIND 5:1: source has gaps: number its elements from 0 without a hole'],
    ['unset arch', 'warning MISSING_FIELD 1:1: arch is missing or empty'],
    [
      'set -e',
      'error FAILED_TO_SOURCE 5:1: set -e, -f or -u is left on, which makepkg itself does not survive: turn it off at the end',
    ],
    ['IFS=,', 'error DYNAMIC 5:1: What makepkg makes of the file is not known: IFS is left changed'],
  ])('%s', (text, expected) => {
    expect(problemsOf(text)).toContain(expected);
  });
});

it('a package of its own may be for any architecture, beside one that is not', () => {
  const split = 'pkgname=(a b)\npkgver=1\npkgrel=1\narch=(x86_64 aarch64)\n';
  const packages = "package_a() { arch=('any'); }\npackage_b() { arch=(aarch64); }";
  expect(problemsOf(packages, split)).toEqual([]);
  expect(problemsOf(packages, split.replace('x86_64 aarch64', 'x86_64'))).toEqual([
    'error INVALID_FIELD 6:15: arch "aarch64" of b is not among the recipe\'s own',
  ]);
});

describe('what a reviewer asks about', () => {
  it.each([
    [
      'source=(git+https://e.org/r.git)\nsha256sums=(SKIP)',
      ['warning UNPINNED_SOURCE 5:1: git+https://e.org/r.git follows a branch: name a tag or a commit'],
    ],
    [
      'source=(git+https://e.org/r.git#branch=x)\nsha256sums=(SKIP)',
      [
        'warning UNPINNED_SOURCE 5:1: git+https://e.org/r.git#branch=x follows a branch: name a tag or a commit',
      ],
    ],
    ['source=(git+https://e.org/r.git#tag=1)\nsha256sums=(SKIP)', []],
    [
      'source=(https://e.org/x)\nsha256sums=(SKIP)',
      ['warning SKIPPED_CHECKSUM 5:1: https://e.org/x is not verified: its checksum is SKIP'],
    ],
    ['source=(https://e.org/x{,.sig})\nsha256sums=(aa SKIP)', []],
    [
      'source=(http://e.org/x)\nb2sums=(aa)',
      ['warning INSECURE_SOURCE 5:1: http://e.org/x is fetched without encryption'],
    ],
    [
      'source=(https://e.org/x)\nmd5sums=(aa)',
      ['warning WEAK_CHECKSUM 5:1: source is verified by weak checksums alone: add sha256sums or b2sums'],
    ],
    ['source=(https://e.org/x)\nmd5sums=(aa)\nsha256sums=(bb)', []],
    ['url=https://www.e.org\nsource=(https://files.e.org/x)\nb2sums=(a)', []],
    [
      'url=https://e.org\nsource=(https://f.net/x https://f.net/y)\nb2sums=(a b)',
      ['warning FOREIGN_HOST 6:1: https://f.net/x comes from another host than url: f.net'],
    ],
    ['source=("x-$_nonesuch")', ['warning UNDEFINED_VARIABLE 5:1: source uses _nonesuch, which is not set']],
    ['source=("x-${_nonesuch:-y}$pkgver")', []],
    ['_used=1\n_unused=2\nsource=("$_used")', ['warning UNUSED_VARIABLE 6:1: _unused is not used']],
    ['_a=(x)\npackage() { echo "${_a[@]}"; }', []],
  ])('%s', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it('shows no password', () => {
    expect(problemsOf('source=(git+https://u:secret@e.org/r.git)').join()).not.toContain('secret');
  });
});
