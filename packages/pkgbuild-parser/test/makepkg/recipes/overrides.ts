// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
const split = (functions: string, globals = '') =>
  `pkgname=(a b)\ndepends=(g)\n${globals}\npackage_a() {\n${functions}\n}\npackage_b() { :; }`;
const single = (body: string) => `depends=(g)\npkgdesc=global\npackage() {\n${body}\n}`;

/** Which assignments in package functions count. Each text follows the usual head. */
export const overrides: Readonly<Record<string, string>> = {
  'pkgbase by default': split('depends=("$pkgbase-libs=$pkgver")\nconflicts=("$pkgbase")'),
  'pkgbase of the recipe': split('depends=("$pkgbase-libs")', 'pkgbase=own'),
  'pkgbase that is empty': split('depends=("$pkgbase-libs")', 'pkgbase='),
  'pkgbase by default in one package': single('provides=("$pkgbase-own")'),
  'plain assignments': split(
    'pkgdesc="of a"\ndepends=(x "y>=1")\nlicense=(MIT)\nurl=https://a\noptions=(!strip)\nbackup=(etc/a)',
  ),
  'an expansion that is refused': single('pkgdesc="${none:?}"'),
  'an element that is refused': single('provides=(a ${none?} b)'),
  'an exit after a value': single('pkgdesc=$(false) || exit 3'),
  'in package()': single('pkgdesc=own\ndepends+=(more)\nprovides=(v)'),
  'package_name of a single package': 'package_p() { pkgdesc=own; depends=(x); }',
  'adding to the global value': split('depends+=(x)\npkgdesc+=" more"', 'pkgdesc=base'),
  'adding twice': split('depends+=(x)\ndepends+=(y)\ndepends=(z)\ndepends+=(w)'),
  'clearing arrays': split('depends=()\nlicense=()', 'license=(MIT)'),
  'clearing a scalar in the middle': split('install=\npkgdesc=x', 'install='),
  'clearing a scalar at the end': split('pkgdesc=', 'pkgdesc=base'),
  'clearing a scalar with quotes': split('pkgdesc=""', 'pkgdesc=base'),
  'the same value': split('depends=(g)'),
  'for one architecture': split(
    'depends_x86_64=(x)\nprovides_x86_64+=(p)',
    'arch=(x86_64 aarch64)\ndepends_x86_64=(gx)',
  ),
  'another arch': split("arch=('any')\ndepends=(x)", 'arch=(x86_64 any)'.replace(' any', '')),
  'every branch of if counts': split('if [[ $CARCH == x ]]; then depends=(one); else depends+=(two); fi'),
  'elif and nested if': split('if a; then :; elif b; then pkgdesc=elif; if c; then url=deep; fi; fi'),
  'a condition with an assignment': split('if pkgdesc=first; then :; fi'),
  'a condition with two commands': split('if true; pkgdesc=second; then :; fi'),
  case: split('case $x in a) depends=(one);; b) depends+=(two) ;; esac'),
  'a scalar at the end of a case': split('case $x in a) pkgdesc=;; esac', 'pkgdesc=base'),
  loops: split(
    'for i in 1 2; do depends+=(l); done\nwhile false; do depends+=(w); done\nuntil true; do depends+=(u); done',
  ),
  'a loop variable is not set': split('for q in 1 2; do depends+=("x$q"); done'),
  'a group': split('{ pkgdesc=group; depends=(x); }'),
  'a group after a condition': split('[[ x ]] && { pkgdesc=group; depends=(x); }'),
  'a subshell': split('(\npkgdesc=first\nurl=second\nlicense=(last)\n)'),
  'one command in a subshell': split('( pkgdesc=x )'),
  'after && it is not seen': split('true && pkgdesc=x\nfalse || depends=(x)'),
  'before && it is': split('depends=(x) && true'),
  'in a pipeline': split('pkgdesc=x | cat\ntrue | depends=(y)'),
  'negated and timed': split('! pkgdesc=x\ntime url=y'),
  'local, declare and export': split(
    'local pkgdesc=x\ndeclare -a depends=(x)\nexport url=y\nreadonly license=(z)',
  ),
  'before a command': split('pkgdesc=x true\ndepends=(x) true'),
  'after another assignment': split('_x=1 pkgdesc=hidden\n:'),
  'two in one command': split('_x=1; url=u _y=2'),
  'one element': split('depends[0]=x'),
  'a nested function': split('_inner() { pkgdesc=inner; depends+=(x); }\n_inner'),
  'a helper function is not read': `${split('_helper')}\n_helper() { pkgdesc=helper; }`,
  'a name cut by a continued line': single('pkg\\\ndesc=cut\ntrue;\\\nprovides=(v)'),
  'a group after other commands': single(
    'make; [[ a = b ]] || {\n  make x=y\n  pkgdesc=grouped\n}\nif true; then cd d=e; provides=(v); fi',
  ),
  'a here-document': split('cat <<EOF\n  pkgdesc=document\ndepends=(no)\nEOF'),
  'a here-document with tabs': split('cat <<-EOF\n\tpkgdesc=no\n\t  url=yes\n\tEOF'),
  'a here-document that follows the function':
    'pkgname=(a b)\npackage_a() { cat <<EOF; }\n pkgdesc=document\nEOF\npackage_b() { :; }',
  'a name on two lines': split('pkg\\\ndesc=cut\nurl\\\n=https://a\ndep\\\nends+\\\n=(x)'),
  'text over several lines': split('echo "\n  pkgdesc=text\n  url=more"'),
  'an array over several lines': split('depends=(\n  a # one\n  "b"\n\n  c\n)'),
  'a value over several lines': split('pkgdesc="one\ntwo"\nurl=after', 'pkgdesc=base'),
  'the name of the package': split('pkgdesc="for $pkgname"\nprovides=("${pkgname}=1" "${pkgname[0]}x")'),
  'global variables': split('pkgdesc="$_v $pkgver"\ndepends=("${depends[@]}" "$_v")', '_v=value'),
  "the function's own variables are not set": split('local _l=x\n_m=y\npkgdesc="[$_l$_m]"'),
  'other fields as they were': split('depends=(new)\noptdepends=("${depends[@]}")'),
  'expansions in values': split('depends=({a,b}-x "${_v%.*}" $((1+1))x)\npkgdesc=${_v:+yes}', '_v=1.2'),
  'a substitution': split('pkgdesc=$(echo sub)\ndepends=($(echo a b))'),
  'on one line': 'pkgname=(a b)\npackage_a() { pkgdesc=x; depends=(y); }\npackage_b() { url=z; }',
  'a function with a subshell as its body':
    'pkgname=(a b)\npackage_a() ( pkgdesc=no; url=yes; license=(last) )\npackage_b() { :; }',
  'a function defined by eval':
    'pkgname=(a b)\n_p() { :; }\nfor n in a b; do eval "package_$n() { pkgdesc=\\"made for $n\\"; _p; }"; done',
  'a function copied by declare -f':
    'pkgname=(a b)\n_package() { pkgdesc=copied; depends+=(x); }\nfor n in "${pkgname[@]}"; do eval "package_$n() { $(declare -f _package); _package; }"; done',
  'a function renamed by declare -f':
    'pkgname=(a b)\npackage_x() { pkgdesc=renamed; }\nfor n in a b; do _f="$(declare -f package_x)"; eval "${_f/#package_x/package_$n}"; done\nunset -f package_x; unset _f n',
  'names with dots and signs': 'pkgname=(a-b c+d)\npackage_a-b() { pkgdesc=x; }\npackage_c+d() { url=y; }',
  redirections: split('{ pkgdesc=x; } >/dev/null\nurl=y >/dev/null'),
  'quoted braces and parentheses': split('pkgdesc="a } b ) c"\ndepends=("x)" y)'.replace('"x)" ', '')),
  'comments are gone': split('# pkgdesc=no\n  # depends=(no)\nurl=y # license=(no)'),
  'keywords as text': split('echo if then pkgdesc=x\necho depends=\\(y\\)'),
  'a value that ends with a backslash': split('pkgdesc="one \\\ntwo"'),
  'a background command': split('pkgdesc=x &\nwait'),
  'whitespace only': split('pkgdesc=" "'),
};
