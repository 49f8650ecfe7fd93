// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { describe, expect, it } from 'vitest';
import { formatProblem, type ParseOptions, parsePkgbuild } from '../../src/index.js';

const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';

function read(text: string, options?: ParseOptions) {
  const { pkgbuild, problems } = parsePkgbuild(text, options);
  if (pkgbuild === undefined) throw new Error(problems.map(formatProblem).join('\n'));
  return pkgbuild;
}

function problemsOf(text: string, options?: ParseOptions): string[] {
  return parsePkgbuild(text, options).problems.map((problem) => `${problem.code} ${formatProblem(problem)}`);
}

describe('recipes', () => {
  it('reads a source build', () => {
    const pkgbuild = read(`# Maintainer: someone
pkgname=llm-worker
pkgver=0.1.0
pkgrel=1
arch=('x86_64' "aarch64")
depends=(
  'gcc' # at run time
  'cuda>=12'
)
source=("git+https://example.org/rbee.git#branch=main")
sha256sums=('SKIP')

build() {
  cd "$srcdir/rbee"; cargo build --release # a } here
}
package() { install -Dm755 target/x "$pkgdir/usr/local/bin/$pkgname"; }
`);
    expect(pkgbuild).toMatchObject({
      pkgbase: 'llm-worker',
      pkgnames: ['llm-worker'],
      pkgver: '0.1.0',
      pkgrel: '1',
    });
    expect(pkgbuild.arch).toEqual(['x86_64', 'aarch64']);
    expect(pkgbuild.arrays.get('depends')).toEqual(['gcc', 'cuda>=12']);
    expect(pkgbuild.arrays.get('source')).toEqual(['git+https://example.org/rbee.git#branch=main']);
    expect([...pkgbuild.functions.keys()]).toEqual(['build', 'package']);
    expect(pkgbuild.functions.get('package')).toEqual({
      name: 'package',
      text: 'package() { install -Dm755 target/x "$pkgdir/usr/local/bin/$pkgname"; }',
      range: { start: { line: 16, column: 1, offset: 279 }, end: { line: 16, column: 72, offset: 350 } },
    });
    expect('epoch' in pkgbuild).toBe(false);
  });

  it('reads a binary package for two architectures', () => {
    const { arrays } = read(`pkgname=premium
pkgver=0.1.0
pkgrel=1
epoch=1
arch=(x86_64 aarch64)
_url=https://example.org/\${pkgver}
source_x86_64=("$_url/premium-$pkgver-x86_64.tar.gz")
source_aarch64=("$_url/premium-\${pkgver}-aarch64.tar.gz")
sha256sums_x86_64=(aa)
sha256sums_aarch64=(bb)
noextract=("premium-$pkgver-x86_64.tar.gz")
package() { :; }
`);
    expect(arrays.get('source_x86_64')).toEqual(['https://example.org/0.1.0/premium-0.1.0-x86_64.tar.gz']);
    expect(arrays.get('source_aarch64')).toEqual(['https://example.org/0.1.0/premium-0.1.0-aarch64.tar.gz']);
    expect(arrays.get('sha256sums_aarch64')).toEqual(['bb']);
    expect(arrays.get('noextract')).toEqual(['premium-0.1.0-x86_64.tar.gz']);
  });

  it('uses the facts it is given', () => {
    const text = `${HEAD}case $CARCH in aarch64) _t=arm;; *) _t=other;; esac\n_h=$HOME _d=\${DEBUG:-0}`;
    const facts = { carch: 'aarch64', environment: { HOME: '/h' } };
    const { scalars } = read(text, { facts });
    expect([scalars.get('_t'), scalars.get('_h'), scalars.get('_d')]).toEqual(['arm', '/h', '0']);
    expect(scalars.has('CARCH') || scalars.has('HOME') || scalars.has('IFS')).toBe(false);
  });

  it('lets variables declared at top level vanish, as they do in a function', () => {
    const { scalars, arrays } = read(`${HEAD}declare -a depends=(x); local y=1; z=$y; declare -g g=1`);
    expect([arrays.has('depends'), scalars.has('y'), scalars.get('z'), scalars.get('g')]).toEqual([
      false,
      false,
      '1',
      '1',
    ]);
  });

  it('keeps names that JavaScript objects would stumble over', () => {
    const { scalars, arrays, functions } = read(
      `${HEAD}__proto__=1\nconstructor=(a b)\nx=$__proto__$toString\ntoString() { :; }`,
    );
    expect([scalars.get('__proto__'), scalars.get('x'), arrays.get('constructor')]).toEqual([
      '1',
      '1',
      ['a', 'b'],
    ]);
    expect([...functions.keys()]).toEqual(['toString']);
  });
});

describe('what cannot be known', () => {
  const cases: readonly (readonly [string, Record<string, readonly [string, string]>])[] = [
    ['_v=$(curl -s https://h)', { _v: ['the result of `curl`', '5:6'] }],
    [
      '_d=$(date +%Y)\n_e=x$_d\n_f=ok',
      { _d: ['the result of `date +%Y`', '5:6'], _e: ['the result of `date +%Y`', '5:6'] },
    ],
    ['_v=$(git describe | sed s/-/./g)', { _v: ['the result of `git`', '5:6'] }],
    ['source=(a "b-$RANDOM")', { source: ['`$RANDOM`', '5:14'] }],
    ['_s=$startdir/x', { _s: ['`$startdir` of the host', '5:4'] }],
    [
      'if curl x; then _a=1; else _b=2; fi',
      { _a: ['the result of `curl`', '5:4'], _b: ['the result of `curl`', '5:4'] },
    ],
    ['_a=1\n[[ -f /x ]] && _a=2; :', { _a: ['the test `-f /x`', '6:4'] }],
    [
      'for i in $(ls); do _a+=$i; done',
      { i: ['the result of `ls`', '5:12'], _a: ['the result of `ls`', '5:12'] },
    ],
    ['f() { _a=$1; }\nls && f x; :', { _a: ['the result of `ls`', '6:1'] }],
    ['_a=(*.patch)', { _a: ['the files that `*.patch` matches', '5:5'] }],
    ['f() { if ls; then return; fi; _a=1; }\nf; _b=1', { _a: ['the result of `ls`', '5:10'] }],
    ['while ls; do _a=1; break; done', { _a: ['the result of `ls`', '5:7'] }],
    ['_a=$(f() { ls && echo x; }; f)', { _a: ['the result of `ls`', '5:12'] }],
    ['_a=~/x', { _a: ['`$HOME` of the host', '5:4'] }],
    ['[[ ab =~ \\<a ]] && _a=1; :', { _a: ['the test `=~ \\<a`', '5:4'] }],
    ['read _a _b < file; :', { _a: ['the file `file`', '5:12'], _b: ['the file `file`', '5:12'] }],
  ];

  it.each(cases)('%s', (text, expected) => {
    const { dynamic, scalars, arrays } = read(HEAD + text);
    const found = [...dynamic.values()].map(({ name, reason, range }) => {
      return [name, [reason, `${range.start.line}:${range.start.column}`]];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
    for (const name of Object.keys(expected)) expect(scalars.has(name) || arrays.has(name)).toBe(false);
  });

  it('warns of every such variable, and refuses where a required field is one', () => {
    expect(problemsOf(`${HEAD}_v=$(curl x)\npkgver=$_v`)).toEqual([
      'DYNAMIC 5:6: pkgver must be known, but it depends on the result of `curl`',
      'DYNAMIC 5:6: _v is not known: it depends on the result of `curl`',
    ]);
    expect(problemsOf(`${HEAD}_v=$(curl x)`)).toEqual([
      'DYNAMIC 5:6: Whether makepkg can source the file depends on the result of `curl`',
      'UNUSED_VARIABLE 5:1: _v is not used',
      'DYNAMIC 5:6: _v is not known: it depends on the result of `curl`',
    ]);
  });

  it('knows nothing after a command that may change anything', () => {
    const { problems, pkgbuild } = parsePkgbuild(`${HEAD}eval "$(curl x)"`);
    expect(pkgbuild).toBeUndefined();
    expect(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(
      Array(4).fill('DYNAMIC'),
    );
  });

  it('knows a list that is written out after it, with quotes or without', () => {
    const { arrays, dynamic } = read(`source ./unknown\n${HEAD}depends=('a' "b=1" d)\nprovides=('a' "$d")`);
    expect(arrays.get('depends')).toEqual(['a', 'b=1', 'd']);
    expect([...dynamic.keys()]).toEqual(['provides']);
  });

  it('refuses a file of which the rest may not be read', () => {
    expect(problemsOf(`if ls; then return 0; fi\n${HEAD}`)[0]).toBe(
      'DYNAMIC 1:4: Whether the rest of the file is read depends on the result of `ls`',
    );
  });
});

describe('problems', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      'pkgname=p',
      [
        'MISSING_FIELD 1:1: pkgver is missing or empty',
        'MISSING_FIELD 1:1: pkgrel is missing or empty',
        'MISSING_FIELD 1:1: arch is missing or empty',
      ],
    ],
    [`${HEAD}pkgver=`, ['MISSING_FIELD 5:1: pkgver is missing or empty']],
    [
      `${HEAD}pkgver=1-2`,
      [
        'INVALID_FIELD 5:1: pkgver "1-2" is not allowed: it may not hold blanks, colons, slashes, hyphens or non-ASCII',
      ],
    ],
    [`${HEAD}pkgrel=a`, ['INVALID_FIELD 5:1: pkgrel "a" is not allowed: it is a number such as 1 or 1.1']],
    [`${HEAD}epoch=-1`, ['INVALID_FIELD 5:1: epoch "-1" is not allowed: it is a number without a sign']],
    [
      `${HEAD}pkgname=.p`,
      [
        'INVALID_FIELD 5:1: pkgname ".p" is not allowed: use letters, digits and @ . _ + -, and begin with none of . and -',
      ],
    ],
    [`${HEAD}arch=(any x86_64)`, ['INVALID_FIELD 5:1: arch may not name other architectures beside any']],
    [`${HEAD}depends=x`, ['WRONG_KIND 5:1: depends should be an array: write depends=(…)']],
    [`${HEAD}url=(x)`, ['WRONG_KIND 5:1: url should not be an array: write url=…']],
    [`${HEAD}build() { :; }`, ['PACKAGE_FUNCTION 1:1: build() needs a package() function']],
    [
      `${HEAD}package() { :; }\npackage_p() { :; }`,
      ['PACKAGE_FUNCTION 5:1: package() and package_p() conflict: keep one of them'],
    ],
    [`${HEAD}pkgname=(a b)\npackage_a() { :; }`, ['PACKAGE_FUNCTION 5:1: package_b() is missing']],
    [
      `${HEAD}[[ a = b ]] && x=1`,
      ['FAILED_TO_SOURCE 5:1: The last command\'s status is 1, so makepkg says "Failed to source"'],
    ],
    [`${HEAD}exit 3`, ['FAILED_TO_SOURCE 5:1: The shell ends here with status 3']],
    [
      `${HEAD}package() {\n  pkgdesc="${'$'}{none:?}"\n}`,
      ['FAILED_TO_SOURCE 6:12: The shell ends here with status 127'],
    ],
    [
      `${HEAD}package() {\n  pkgdesc=${'$'}(unknown) || exit 3\n}`,
      ['DYNAMIC 6:3: Whether makepkg reads on depends on the result of `unknown`'],
    ],
    [
      `${HEAD}x=1\r\n`,
      ['CARRIAGE_RETURN 5:4: The file holds a carriage return: save it with Unix line ends'],
    ],
  ];

  it.each(cases)('%j', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
    expect(parsePkgbuild(text).pkgbuild).toBeUndefined();
  });

  it.each(['x=(', 'x="', 'if true; then', 'x=$(echo', 'f() { x=$(if; ); }', 'x=${', 'done'])(
    'refuses %s as no bash',
    (text) => {
      const { problems, pkgbuild } = parsePkgbuild(`${HEAD}${text}`);
      expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['SYNTAX']));
      expect(pkgbuild).toBeUndefined();
    },
  );
});

describe('limits', () => {
  const cases: readonly (readonly [string, ParseOptions['limits'], string])[] = [
    ['inputLength', { inputLength: 10 }, '1:1: The text is longer than 10 code units'],
    ['steps', { steps: 100 }, '5:13: The evaluation took more than 100 steps'],
    ['words', { words: 50 }, '5:4: A list has more than 50 words'],
    ['valueLength', { valueLength: 20 }, '5:1: A value is longer than 20 code units'],
    ['depth', { depth: 20 }, '5:7: Evaluation is nested more than 20 levels deep'],
  ];
  const texts: Record<string, string> = {
    inputLength: '',
    steps: 'while true; do :; done',
    words: 'x=({1..1000000000})',
    valueLength: `x=${'a'.repeat(21)}`,
    depth: 'f() { f; }; f',
  };

  it.each(cases)('%s', (name, limits, message) => {
    const { problems, pkgbuild } = parsePkgbuild(HEAD + texts[name], { limits });
    expect(problems.map(({ code }) => code)).toEqual(['LIMIT']);
    expect(formatProblem(problems[0] as (typeof problems)[0]).replace(/^5:\d+/, '5')).toBe(
      message.replace(/^5:\d+/, '5'),
    );
    expect(pkgbuild).toBeUndefined();
  });

  it.each([
    'x=a;'.concat('x=$x$x;'.repeat(40)),
    'x=(a);'.concat('x+=("${x[@]}");'.repeat(40)),
    `x=${'a'.repeat(50_000)}; y=\${x//${'*a'.repeat(500)}b/x}`,
    `a=(${'{a,b}'.repeat(10_000)})`,
    `y=$((${'- '.repeat(10_000)}1))`,
    'a=({1..99999}); for i in {1..99999}; do b=("${a[@]}"); done',
  ])('stops soon: %.40s', (text) => {
    // Of the processor, since others may keep it busy.
    const start = process.cpuUsage();
    expect(parsePkgbuild(HEAD + text).problems.map(({ code }) => code)).toEqual(['LIMIT']);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(8);
  });

  it('does not write to the options', () => {
    const options = Object.freeze({ limits: Object.freeze({ steps: 1000 }), facts: Object.freeze({}) });
    expect(parsePkgbuild(HEAD, options).problems).toEqual([]);
  });
});
