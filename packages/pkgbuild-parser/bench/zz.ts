import { parsePkgbuild } from '../src/index.js';

const H = 'pkgname=t\npkgver=1\npkgrel=1\narch=(any)\n';
const a = (n: number, c = 'a') => c.repeat(n);
const cases: Record<string, string> = {
  'pp%%': `_v=${a(300000)}\npkgdesc=\${_v%%*b}`,
  'pp%%2': `_v=${a(300000)}\npkgdesc=\${_v%%*b*c}`,
  'pp%%q': `_v=${a(300000)}\npkgdesc=\${_v%%*"b"}`,
  vars50k: Array.from({ length: 50000 }, (_, i) => `_v${i}=1`).join('\n'),
  re: `_x=${a(30000)}\n[[ $_x =~ (a*)*(a*)*(a*)*b ]] && :; pkgdesc=x`,
  '//': `_x=${a(20000)}\npkgdesc=\${_x//*a*b/}`,
  sed: `pkgdesc=$(sed -E 's/(a+)+b/x/' <<< ${a(3000)})`,
  grep: `pkgdesc=$(grep -E '(a+)+b' <<< ${a(3000)} || :)`,
  while: `while :; do :; done`,
  'for((': `for ((i=0;i<10000000;i++)); do x+=a; done`,
  slice: `_x=${a(100000)}\nfor ((i=0;i<100000;i++)); do y=\${_x:i:1}; done`,
  append: `for ((i=0;i<100000;i++)); do y+=(a); done`,
  brace: `y=({1..100}{1..100}{1..10})`,
  regexrep: `_x=${a(3000)}\n[[ $_x =~ ((a{1,50}){1,50}){1,7}b ]] && :`,
  func: `f() { f; }; f`,
  subst: `while :; do x=$(echo a); done`,
  arith: `while :; do x=$((1+2*3)); done`,
  printfw: `while :; do printf -v x %9999s a; done`,
  'big//': `_x=${a(1000)}\nfor i in {1..1000}; do _x=\${_x//a/aa}; done`,
  extglob: `_x=${a(20000)}\n[[ $_x == +(a|aa)b ]] && :`,
  case: `_x=${a(20000)}\nwhile :; do case $_x in *a*b*c) ;; esac; done`,
  eval: `_x='${a(1000, 'a=1;')}'\nwhile :; do eval "$_x"; done`,
  heredoc: `while :; do read -r x <<E\n${a(10000)}\nE\ndone`,
  words: `_x='${a(50000, 'a ')}'\nwhile :; do y=($_x); done`,
  tr: `while :; do x=$(tr a b <<< ${a(1000)}); done`,
  sort: `while :; do x=$(printf '%s\\n' {1..10000} | sort -V); done`,
  assoc: `declare -A m; for ((i=0;i<100000;i++)); do m[$i]=1; done`,
  names: `for ((i=0;i<100000;i++)); do declare -g v$i=1; x=("\${!v@}"); done`,
  sums: `source=(${a(50000, 'https://h/x ')})\nsha256sums=(${a(50000, 'SKIP ')})`,
  deps: `depends=(${a(50000, 'abc>=1 ')})`,
  pkgnames:
    `pkgname=(${Array.from({ length: 3000 }, (_, i) => 'p' + i).join(' ')})\n` +
    Array.from({ length: 3000 }, (_, i) => `package_p${i}() { depends=(x); }`).join('\n'),
  pkgnames2:
    `pkgname=(${Array.from({ length: 3000 }, (_, i) => 'p' + i).join(' ')})\narch=(${Array.from({ length: 3000 }, (_, i) => 'p' + i).join(' ')})\ndepends=(x)\n` +
    Array.from({ length: 3000 }, (_, i) => `package_p${i}() { arch=(p1); }`).join('\n'),
};
const only = process.argv.slice(2);
for (const [n, t] of Object.entries(cases)) {
  if (only.length && !only.includes(n)) continue;
  const s = performance.now();
  let r: any;
  try {
    r = parsePkgbuild(H + t);
  } catch (e) {
    r = { problems: [{ message: 'THROW ' + e }] };
  }
  console.log(
    n.padEnd(10),
    Math.round(performance.now() - s) + ' ms',
    r.problems.length,
    r.problems
      .filter((p: any) => p.severity === 'error')
      .map((p: any) => p.message)
      .join('|')
      .slice(0, 100) || 'ok',
  );
}
