// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { describe, expect, it } from 'vitest';
import { formatProblem, parsePkgbuild } from '../../../src/index.js';

const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';

function errorsOf(text: string, steps?: number): string[] {
  const { problems } = parsePkgbuild(HEAD + text, steps === undefined ? {} : { limits: { steps } });
  return problems.filter(({ severity }) => severity === 'error').map(formatProblem);
}

const letters = (count: number) => 'a'.repeat(count);

/** Texts that are evaluated within some steps, though each was quadratic or worse at some time. */
const affordable: Readonly<Record<string, readonly [text: string, steps: number]>> = {
  'a suffix with a star': [`_x=${letters(300_000)}\npkgdesc=\${_x%%*b}`, 10_000],
  'a suffix with two stars': [`_x=${letters(300_000)}\npkgdesc=\${_x%%*"b"*c}`, 400_000],
  'a prefix with two stars': [`_x=${letters(300_000)}\npkgdesc=\${_x##*[b]*c}`, 400_000],
  'a replacement with stars': [`_x=${letters(20_000)}\npkgdesc=\${_x//*a*b/}`, 100_000],
  'a pattern that fits late': [`_x=${letters(20_000)}\n[[ $_x == *a*a*a*b ]] || pkgdesc=x`, 100_000],
  'an extended pattern': [`_x=${letters(20_000)}\n[[ $_x == +(a|aa)b ]] || pkgdesc=x`, 100_000],
  'repetitions of repetitions': [
    `_x=${letters(30_000)}\n[[ $_x =~ (a*)*(a*)*(a*)*b ]] || pkgdesc=x`,
    400_000,
  ],
  'sed with repetitions': [`pkgdesc=$(sed -E 's/(a+)+b/x/' <<< ${letters(3_000)})`, 50_000],
  'grep with repetitions': [`pkgdesc=$(grep -E '(a+)+b' <<< ${letters(3_000)} || :)`, 50_000],
  'a map that grows': ['declare -A _m; for _i in {1..20000}; do _m[$_i]=x; done', 200_000],
};

/** Texts that never end within the budget. */
const endless: Readonly<Record<string, string>> = {
  'a loop without end': 'while :; do :; done',
  'expressions without end': 'while :; do _x=$((1 + 2 * 3)); done',
  'substitutions without end': 'while :; do _x=$(echo a); done',
  'patterns without end': `_x=${letters(20_000)}\nwhile :; do case $_x in *a*b*c) ;; esac; done`,
  'replacements without end': `_x=${letters(20_000)}\nwhile :; do _y=\${_x//[ab]/c}; done`,
  'searches without end': `_x=${letters(20_000)}\nwhile :; do [[ $_x =~ a*b ]]; done`,
  'slices without end': `_x=${letters(100_000)}\nfor ((i = 0; ; i++)); do _y=\${_x:i:1}; done`,
  'lengths without end': `_x=${'é'.repeat(100_000)}\nwhile :; do _y=\${#_x}; done`,
  'capitals without end': `_x=${letters(100_000)}\nwhile :; do _y=\${_x^^}; done`,
  'here-documents without end': `while :; do read -r _x <<E\n${letters(10_000)}\nE\ndone`,
  'here-strings without end': `_x=${letters(10_000)}\nwhile :; do read -r _y <<< "$_x"; done`,
  'words without end': `_x='${'a '.repeat(50_000)}'\nwhile :; do _y=($_x); done`,
  'widths without end': 'while :; do printf -v _x %9999s a; done',
  'braces without end': 'while :; do _x=({1..100}{1..100}); done',
  'lists that grow without end': 'while :; do _x+=(a); done',
  'programs of text without end': `while :; do _x=$(tr a b <<< ${letters(1_000)}); done`,
  'sorting without end': "while :; do _x=$(printf '%s\\n' {1..1000} | sort); done",
  'names without end': 'for ((i = 0; ; i++)); do declare -g _v$i=1; _x=("${!_v@}"); done',
  'text that is read again without end': `_x='${'_a=1;'.repeat(1_000)}'\nwhile :; do eval "$_x"; done`,
};

describe('the budget of steps', () => {
  it.each(Object.entries(affordable))('is enough for %s', (_, [text, steps]) => {
    expect(errorsOf(`${text}\n:`, steps)).toEqual([]);
  });

  it.each(Object.entries(endless))(
    'ends %s within a second',
    (_, text) => {
      let errors: string[] = [];
      expect(
        shortest(() => {
          errors = errorsOf(text);
        }),
      ).toBeLessThan(1_000);
      expect(errors.join()).toMatch(/^\d+:\d+: The evaluation took more than 1000000 steps$/);
    },
    120_000,
  );

  it('is an option', () => {
    expect(errorsOf('for _i in {1..50}; do :; done', 500)).toEqual([]);
    expect(errorsOf('for _i in {1..50}; do :; done', 50)).toEqual([
      '5:11: The evaluation took more than 50 steps',
    ]);
  });

  it('lets as many variables as fit be looked at', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `_v${index}=1`).join('\n');
    const { pkgbuild, problems } = parsePkgbuild(HEAD + many);
    expect(pkgbuild?.scalars.get('_v49999')).toBe('1');
    expect(problems.filter(({ code }) => code === 'UNUSED_VARIABLE')).toHaveLength(50_000);
  });
});

/** Of the processor's time, the least of some runs: other programs want it as well. */
function shortest(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < 3 && least >= 1_000; count += 1) {
    const start = process.cpuUsage();
    run();
    least = Math.min(least, process.cpuUsage(start).user / 1_000);
  }
  return least;
}
