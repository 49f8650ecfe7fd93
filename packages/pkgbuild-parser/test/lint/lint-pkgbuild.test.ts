// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { describe, expect, it } from 'vitest';
import { formatSarif, lintPkgbuild, lintRules, parsePkgbuild } from '../../src/index.js';

const CLEAN = `# Maintainer: A. Packager <a@example.org>
pkgname=tool
pkgver=1
pkgrel=1
pkgdesc='Does things'
arch=(any)
url=https://example.org
license=(MIT)
`;

function rules(text: string, disable: readonly string[] = []): string[] {
  return lintPkgbuild(text, { disable }).findings.map(({ rule, range }) => `${range.start.line}:${rule}`);
}

describe('lintPkgbuild', () => {
  it.each([
    ['', []],
    ['source=(a.patch b::a.patch a.patch)\nsha256sums=(x y)\n', ['9:duplicate-source', '10:checksum-count']],
    ['source_x86_64=(a)\nsha256sums_x86_64=()\n', ['10:checksum-count']],
    [
      'package() {\n  cd $srcdir/x\n  install a "$pkgdir" ${pkgdir}/b\n}\n',
      ['10:unquoted-folder', '11:unquoted-folder'],
    ],
    ['package() { make ${_flags[@]}; echo "${_flags[@]}" ${#_flags[@]}; }\n', ['9:unquoted-array']],
    ['package() { [[ -d $pkgdir ]]; local a=$srcdir; }\n', []],
    ['_a=`echo b`\npackage() { echo "$_a" $(echo `date`); }\n', ['9:backticks', '10:backticks']],
    ['msg() { :; }\npackage() { :; }\n', ['9:makepkg-name']],
    ['PATH=/x:$PATH\nsrcdir=x\n', ['9:makepkg-name', '9:dynamic', '10:makepkg-name']],
  ])('reports what reviewers report most: %s', (added, expected) => {
    expect(rules(CLEAN + added)).toEqual(expected);
  });

  it('asks for fields', () => {
    expect(rules('pkgname=tool\npkgver=1\npkgrel=1\narch=(any)\n').sort()).toEqual([
      '1:description-style',
      '1:missing-license',
      '1:missing-maintainer',
      '1:missing-url',
    ]);
    expect(rules(CLEAN.replace('Does', 'Tool does'))).toEqual(['5:description-style']);
  });

  it('leaves out what a comment or an option says, but no error', () => {
    const text = `${CLEAN}_a=1 # pkgbuild-lint disable=unused-variable
# pkgbuild-lint disable=unused-variable,dynamic
_b=2
_c=3
`;
    expect(rules(text)).toEqual(['12:unused-variable']);
    expect(lintPkgbuild(text).suppressed).toBe(2);
    expect(rules(text, ['unused-variable'])).toEqual([]);
    expect(rules(`# pkgbuild-lint disable-file=unused-variable,invalid-field\n${text}pkgrel=x\n`)).toEqual([
      '14:invalid-field',
    ]);
  });

  it('names only rules that it lists, once each', () => {
    const ids = lintRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = rules(
      `${CLEAN}source=(http://x.org/a git+https://e.org/b)\nsha256sums=(SKIP SKIP)\n_x=$(date)\n`,
    );
    for (const rule of named) expect(ids).toContain(rule.split(':')[1]);
  });

  it('takes what has been parsed, and the rules of an older makepkg', () => {
    const text = `${CLEAN}groups=('' a)\narch=(i686 i686)\noptions=(sccache)\n`;
    expect(rules(text).filter((each) => /empty|invalid/.test(each)).length).toBe(2);
    const parsed = parsePkgbuild(text, { facts: { makepkg: '6.0' } });
    expect(
      lintPkgbuild(text, { parsed }).findings.filter(({ severity }) => severity === 'error'),
    ).toMatchObject([{ rule: 'invalid-field', message: 'options "sccache" is not an option' }]);
  });

  it('becomes SARIF', () => {
    const { findings } = lintPkgbuild(`${CLEAN}_a=1\n`);
    const { version, runs } = JSON.parse(formatSarif([{ file: 'a b/PKGBUILD', findings }]));
    expect(version).toBe('2.1.0');
    expect(runs[0].results).toEqual([
      {
        ruleId: 'unused-variable',
        level: 'warning',
        message: { text: '_a is not used' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%20b/PKGBUILD' },
              region: { startLine: 9, startColumn: 1, endLine: 9, endColumn: 5 },
            },
          },
        ],
      },
    ]);
  });
});
