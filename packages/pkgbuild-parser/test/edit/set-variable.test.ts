// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePkgbuild, setVariable } from '../../src/index.js';

const RECIPE = `# Maintainer: A. Packager
pkgname=tool   # the name
pkgver="1.0"
pkgrel=1
arch=('x86_64' "aarch64")
depends=(
  'glibc'   # always
  "zlib>=1"
)
source=("https://example.org/$pkgname-$pkgver.tar.gz"{,.sig}
        tool.conf)
source+=(late.patch)
sha256sums=('aa' SKIP
            'cc')
sha256sums+=('dd')
if [[ $CARCH = aarch64 ]]; then makedepends=(cross); fi
package() { depends=(glibc); }
`;

function set(name: string, value: string | readonly string[], text = RECIPE): string {
  const { text: changed, problems, edits } = setVariable(text, { name, value });
  expect(problems).toEqual([]);
  let rebuilt = text;
  for (const { range, text: inserted } of [...edits].reverse())
    rebuilt = rebuilt.slice(0, range.start.offset) + inserted + rebuilt.slice(range.end.offset);
  expect(rebuilt).toBe(changed);
  return changed ?? '';
}

describe('setVariable', () => {
  it('changes one word and keeps its quotes', () => {
    expect(set('pkgver', '1.1')).toBe(RECIPE.replace('pkgver="1.0"', 'pkgver="1.1"'));
    expect(set('pkgname', 'other tool')).toBe(RECIPE.replace('pkgname=tool', "pkgname='other tool'"));
    expect(set('pkgname', "it's")).toBe(RECIPE.replace('pkgname=tool', "pkgname='it'\\''s'"));
    expect(set('pkgver', 'a$b`"')).toBe(RECIPE.replace('"1.0"', '"a\\$b\\`\\""'));
    expect(set('pkgrel', '1')).toBe(RECIPE);
  });

  it('changes, adds and takes away elements of a list where they stand', () => {
    expect(set('depends', ['glibc', 'zlib>=2'])).toBe(RECIPE.replace('zlib>=1', 'zlib>=2'));
    expect(set('depends', ['zlib>=1'])).toBe(RECIPE.replace("  'glibc'   # always\n", '     # always\n'));
    expect(set('depends', ['glibc'])).toBe(RECIPE.replace('  "zlib>=1"\n', '  \n'));
    expect(set('depends', ['glibc', 'zlib>=1', 'curl'])).toBe(
      RECIPE.replace('"zlib>=1"\n', '"zlib>=1"\n  "curl"\n'),
    );
    expect(set('arch', ['aarch64'])).toBe(RECIPE.replace(`'x86_64' "aarch64"`, '"aarch64"'));
    expect(set('arch', ['x86_64', 'riscv64', 'aarch64'])).toBe(
      RECIPE.replace(`'x86_64' "aarch64"`, `'x86_64' 'riscv64' "aarch64"`),
    );
  });

  it('follows += and words of several elements', () => {
    const [first, signature] = [
      'https://example.org/tool-1.0.tar.gz',
      'https://example.org/tool-1.0.tar.gz.sig',
    ];
    expect(set('source', [first, signature, 'tool.conf', 'other.patch'])).toBe(
      RECIPE.replace('late.patch', 'other.patch'),
    );
    expect(set('source', [first, 'tool.conf', 'late.patch'])).toBe(
      RECIPE.replace('"https://example.org/$pkgname-$pkgver.tar.gz"{,.sig}', `"${first}"`),
    );
    expect(set('sha256sums', ['aa', 'SKIP', 'ee', 'ff'])).toBe(
      RECIPE.replace("'cc'", "'ee'").replace("'dd'", "'ff'"),
    );
  });

  it('adds what is not there before the first function', () => {
    expect(set('epoch', '2')).toBe(RECIPE.replace("+=('dd')\n", "+=('dd')\nepoch=2\n"));
    expect(set('license', ['MIT'], 'pkgname=a')).toBe("pkgname=a\nlicense=('MIT')\n");
  });

  it.each([
    ['makedepends', ['a'], RECIPE],
    ['x', '1', 'x=0\nfor i in 1 2; do x=$i; done\n'],
    ['x', ['1'], 'x=0\n'],
    ['x', '1', 'x+=0\n'],
    ['x y', '1', 'x=0\n'],
    ['x', ['a', 'b'], 'eval "x=(a)"\n'],
    ['x', '1', 'x=(\n'],
  ])('says that %s cannot be set', (name, value, text) => {
    const { text: changed, edits, problems } = setVariable(text, { name, value });
    expect([changed, edits, problems[0]?.severity]).toEqual([undefined, [], 'error']);
  });

  it('sets any value in any list', () => {
    const word = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a', "it's", '$x', '"', '\\', '*'));
    const printable = word.filter((text) => !/[\0\r]/.test(text));
    fc.assert(
      fc.property(
        fc.array(printable, { maxLength: 5 }),
        fc.array(printable, { maxLength: 5 }),
        (from, to) => {
          const start = set('x', from, 'x=(  "a"\n\tb # c\n)\ny=1\n');
          const end = set('x', to, start);
          expect(
            parsePkgbuild(`pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n${end}`).pkgbuild?.arrays.get('x'),
          ).toEqual(to);
          expect(end.endsWith('\ny=1\n')).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
