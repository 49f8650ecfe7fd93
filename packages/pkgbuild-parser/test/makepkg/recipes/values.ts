// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
/** How values come about, seen through the fields they end in. Each text follows the usual head. */
export const values: Readonly<Record<string, string>> = {
  'an empty recipe': '',
  'all scalars': 'pkgdesc="What it is"\nurl=https://e.org\nepoch=2\ninstall=\nchangelog=',
  'all arrays':
    'groups=(g)\nlicense=(MIT)\ncheckdepends=(c)\nmakedepends=(m)\ndepends=(d)\noptdepends=("o: why")\nprovides=(p=1)\nconflicts=(x)\nreplaces=(r)\nnoextract=(n)\noptions=(!strip)\nbackup=(etc/x)\nsource=(a b)\nvalidpgpkeys=(ABC)\nmd5sums=(1 2)\nb2sums=(1 2)\ncksums=(3 4)\nsha1sums=(5 6)',
  'fields for each architecture':
    'arch=(x86_64 aarch64)\nsource_x86_64=(a)\nsource_aarch64=(b c)\ndepends_aarch64=(d)\nsha256sums_x86_64=(1)\nsha256sums_aarch64=(2 3)\nprovides_x86_64=(p)\ndepends_i686=(ignored)',
  'quoting of every kind': `pkgdesc='single "q"'" double 'q' "\\e\\s\\c$'\\ttab\\x41'\nlicense=("a b" 'c d' e\\ f)`,
  'continued lines': 'pkgdesc="one \\\ntwo"\ndepends=(a\\\nb c)',
  'a value over several lines': 'pkgdesc="one\n   two\t\tthree\n"',
  'comments inside an array': 'depends=(\n  a # first\n  # b\n  "c#d"\n)\nurl=https://h/#f # end',
  'words from an unquoted expansion':
    '_l="a b  c"\ndepends=($_l "x$_l" y)\ndepends=(${depends[@]::3} ${depends[-1]})',
  'an empty unquoted expansion is not a word': '_e=\ndepends=($_e a $_none)\nlicense=("x$_e")',
  'one array in another':
    '_a=(a "b c")\ngroups=("${_a[@]}" z)\nlicense=("${_a[*]}")\nbackup=(pre/"${_a[@]}")',
  'adding to arrays and scalars': 'depends=(a)\ndepends+=(b c)\npkgdesc=x\npkgdesc+=" y"',
  'assigning to one element': 'depends=(a b c)\ndepends[1]=z\ndepends[5]=w',
  'elements by number': 'depends=([2]=c [0]=a b)\nlicense=([3]=x y)',
  'the later assignment wins': 'pkgdesc=a\npkgdesc=b\ndepends=(x)\ndepends=(y)',
  'removal of prefixes and suffixes':
    'pkgver=1.2.3_rc1\n_a=${pkgver%_*} _b=${pkgver%%.*} _c=${pkgver#*.} _d=${pkgver##*_}\nsource=($_a $_b $_c $_d)',
  replacement:
    'pkgver=1.2.3\nsource=(${pkgver//./_} ${pkgver/./-} ${pkgver/#1/v} ${pkgver/%3/x} ${pkgver//.})',
  'replacement in every element':
    '_a=(a.c b.c)\nsource=("${_a[@]/%.c/.o}" "${_a[@]#?}" "${_a[@]/#/pre-}" "${_a[@]^^}")',
  'parts of text': 'pkgver=20240131\nsource=(${pkgver:0:4} ${pkgver: -2} ${pkgver:4:-2} ${#pkgver})',
  defaults: 'source=(${_u:-d} ${_u-e} ${_u:=f} $_u ${_u:+g} ${_v+h}k)',
  'letter case': 'pkgname=Foo\nsource=(${pkgname,,} ${pkgname^^} ${pkgname,} ${pkgname^})',
  indirection: '_x=_y _y=z\nsource=(${!_x})',
  'nested expansions': 'source=("${_u:-${_v:-${pkgname/p/q}}}")',
  'lists in braces': 'source=("u"{,.sig} {a,b}{c,d} x{1,{2,3}}y)\nvalidpgpkeys=({A..C} {08..10})',
  'braces that are not a list': 'source=({a} a{b "{a,b}" {} \\{a,b\\})',
  arithmetic:
    '_n=$((2 + 3 * 4))\npkgrel=$((_n - 13))\nsource=($((10#08 + 1)) $((_n % 4)) $((1 << 4)) $((_n > 3 ? 7 : 8)))',
  'arithmetic commands': '_i=1\n(( _i += 2 ))\n(( _i > 2 )) && pkgdesc=big\nlet "_i *= 2"\npkgrel=$_i',
  'the architecture': 'source=($CARCH)\ncase $CARCH in x86_64) pkgdesc=pc;; *) pkgdesc=other;; esac',
  'if, elif and else':
    'if [[ $pkgver == 2* ]]; then pkgdesc=two; elif [ "$pkgver" = 1 ]; then pkgdesc=one; else pkgdesc=none; fi',
  'tests of text': '[[ abc == a* && abc != "a*" && -n x && -z "" ]] && pkgdesc=yes\n[[ b > a ]] && url=yes',
  'regular expressions':
    'pkgver=1.22.3\n[[ $pkgver =~ ^([0-9]+)\\.([0-9]+) ]] && pkgdesc="${BASH_REMATCH[1]} and ${BASH_REMATCH[2]}"',
  'a loop over words': 'for _i in a b "c d"; do source+=("$_i.tar"); done',
  'a loop over numbers': 'for ((i = 0; i < 3; i++)); do source+=(p$i); done',
  'a while loop': '_i=3\nwhile (( _i )); do source+=($_i); (( _i-- )); done\n:',
  'break and continue':
    'for _i in 1 2 3 4; do [[ $_i == 2 ]] && continue; [[ $_i == 4 ]] && break; source+=($_i); done',
  'case with patterns':
    'case $pkgver in 0|1) pkgdesc=low;;& [0-9]) url=digit;& x) license=(through);; *) groups=(no);; esac',
  'a function called at the top': '_f() { local x=$1; source+=("$x-$2"); }\n_f a b\n_f c',
  'a function in a substitution': '_f() { echo "${1%%.*}"; }\npkgdesc=$(_f 1.2.3)',
  'a function that returns': '_f() { [[ $1 ]] || return 1; url=$1; }\n_f; _f x',
  'here-strings and read': 'IFS=. read -r _a _b _c <<< "4.5.6"\npkgver=$_a$_c\nread -ra depends <<< "a b c"',
  'here-documents':
    "read -r pkgdesc <<EOF\ntext $pkgver here\nEOF\nread -r url <<-'X'\n\tliteral $pkgver\n\tX",
  'output of echo and printf':
    'pkgdesc=$(echo a   "b  c")\nurl=$(printf "%s-%03d" x 7)\nprintf -v install "%s" ""',
  'cut and tr': 'pkgver=1.2.3\npkgdesc=$(echo $pkgver | cut -d. -f1-2)\nurl=$(echo $pkgver | tr . _)',
  'sed, head and tail':
    'pkgdesc=$(echo v1.2 | sed "s/^v//;s/\\./-/")\nurl=$(printf "a\\nb\\nc\\n" | head -n2 | tail -1)',
  'basename, dirname, rev and sort':
    'pkgdesc=$(basename /a/b.c .c)$(dirname /a/b)\nurl=$(echo abc | rev)\nlicense=($(printf "b\\na\\n" | sort))',
  'awk, grep and wc':
    "pkgdesc=$(echo 'a b c' | awk '{print $2}')\nurl=$(printf 'x\\nyz\\n' | grep y)\npkgrel=$(echo a b c | wc -w)",
  'date of a fixed moment': 'pkgver=$(date -u -d @86400 +%Y%m%d)',
  'a map and its order':
    'declare -A _m=([one]=1 [two]=2 [three]=3 [four]=4)\nfor k in "${!_m[@]}"; do source+=("$k-${_m[$k]}"); done\nlicense=("${_m[@]}")',
  'a map of twenty': 'declare -gA _m\nfor i in {1..20}; do _m[crate-$i]=v$i; done\nsource=("${!_m[@]}")',
  'a subshell changes nothing': 'pkgdesc=a\n( pkgdesc=b )\n{ url=c; }',
  'assignments before a command': '_x=1\n_f() { pkgdesc=$_x; }\n_x=2 _f\nurl=$_x',
  'eval of a text': 'eval "pkgdesc=\\"from eval\\""\n_n=url; eval "$_n=x"',
  'set and positional parameters': 'set -- a "b c"\nsource=("$@" $#)\nset --',
  'command -v of what is there':
    '_f() { :; }\ncommand -v _f >/dev/null && pkgdesc=function\ncommand -v echo >/dev/null && url=builtin\ntype -t if >/dev/null && license=(keyword)',
  'a command that is not there': 'nonesuch-command-xyz 2>/dev/null\npkgdesc=$?',
  transformations: '_x="a b"\npkgdesc=${_x@Q}\nurl=${_x@U}',
  attributes: 'declare -gi _n=2+3; _n+=4\ndeclare -gu _u=abc\npkgdesc=$_n$_u',
  'unset of elements and variables':
    'depends=(a b c)\nunset "depends[1]"\npkgdesc=x; unset pkgdesc\nurl=${pkgdesc-gone}',
  'names with a prefix': '_zz_a=1 _zz_b=2\nsource=("${!_zz_@}")',
  'one pkgname as an array': 'pkgname=(only)',
  'a pkgbase of its own': 'pkgbase=base\nsource=($pkgbase-$pkgname)',
  'runs of blanks': 'pkgdesc="  a \t b\u2003c\u00a0d  "\ndepends=()\nlicense=(" x  y ")',
  'zero as epoch': 'epoch=0',
  'values with equals and hashes': 'pkgdesc="a = b # c"\nsource=("n::git+https://h/r.git#tag=v1?signed")',
  'text beyond ASCII': 'pkgdesc="grüße 日本 🎉"\nlicense=("ü${pkgdesc:0:2}")',
  'a pattern in a list matches no file': 'source=(https://h/p?x=[1].tar "a*" none*.such)',
  'a substitution in backticks': 'pkgdesc=`echo a\\`echo b\\``',
  'arithmetic in subscripts': '_a=(x y z)\ni=1\nsource=(${_a[i]} ${_a[i+1]} ${_a[$i-1]})',
  'local variables': '_f() { local pkgdesc=inner; url=$pkgdesc; }\npkgdesc=outer\n_f',
  'nested groups and lists': '{ true && { pkgdesc=a; false; } || url=b; } ; license=(c)',
  negation: '! false && pkgdesc=yes\n! true || url=yes',
  'status of the last command': 'false; pkgdesc=$?\n_x=$(exit 3); url=$?',
  'a pipe into a loop': '_x=$(printf "a\\nb\\n" | while read -r l; do echo "<$l>"; done)\npkgdesc=$_x',
  'shift and numbers': '_f() { shift; pkgdesc="$1 $#"; }\n_f a b c',
};
