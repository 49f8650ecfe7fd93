/** A recipe whose run by makepkg is on record. */
export interface ComparedRecipe {
  readonly name: string;
  readonly pkgbuild: string;
  /** Names of the packages, where it is not the one package `demo`. */
  readonly pkgnames?: readonly string[];
  /** The folder it lies in, where its name matters. */
  readonly folder?: string;
  /** Files beside the PKGBUILD. */
  readonly files?: Readonly<Record<string, string>>;
}

const HEAD = 'pkgname=demo\npkgver=1.0\npkgrel=2\narch=(any)\n';
const SPLIT = 'pkgbase=demo\npkgname=(one two)\npkgver=1.0\npkgrel=2\narch=(any)\n';
const PACKAGE = 'package() { install -d "$pkgdir/usr"; echo packed > "$pkgdir/usr/file"; }\n';

function single(name: string, body: string, extra: Partial<ComparedRecipe> = {}): ComparedRecipe {
  return { name, pkgbuild: HEAD + body, ...extra };
}

function split(name: string, body: string): ComparedRecipe {
  return { name, pkgbuild: SPLIT + body, pkgnames: ['one', 'two'] };
}

/** Lines that begin with `@` are compared; all are written to standard error, so that their order is known. */
const STATE: readonly ComparedRecipe[] = [
  single(
    'state from prepare to check',
    `prepare() { _a=1; }\nbuild() { echo "@$_a" >&2; _a=2; }\ncheck() { echo "@$_a" >&2; }\n${PACKAGE}`,
  ),
  single(
    'state is lost at package',
    `build() { _a=1; export _b=2; }\npackage() { echo "@[$_a][$_b]" >&2; }\n`,
  ),
  single(
    'working folder for each function',
    `prepare() { cd /; }\nbuild() { echo "@$PWD" >&2; }\n${PACKAGE}`,
  ),
  single(
    'folders in build',
    `build() { echo "@$startdir $srcdir $pkgdir $pkgdirbase $pkgbase" >&2; }\n${PACKAGE}`,
  ),
  single(
    'folders in package',
    'build() { :; }\npackage() { echo "@$startdir $srcdir $pkgdir $pkgname" >&2; }\n',
  ),
  single('arguments', `echo "@$# $1" >&2\nbuild() { echo "@$# $1" >&2; }\n${PACKAGE}`),
  single(
    'umask',
    `build() { echo "@$(umask)" >&2; touch a; mkdir b; }\npackage() { cp -a a b "$pkgdir"; }\n`,
  ),
  single(
    'extglob',
    `shopt -q extglob && echo @on >&2 || echo @off >&2\nbuild() { shopt -q extglob && echo @on >&2; }\n${PACKAGE}`,
  ),
  single(
    'shopt restored',
    `prepare() { shopt -s nullglob dotglob; }\nbuild() { shopt nullglob dotglob | sed s/^/@/ >&2 || :; }\n${PACKAGE}`,
  ),
  single(
    'set restored',
    `prepare() { set -u; set -o pipefail; }\nbuild() { echo "@$_unset"; false | true; echo @fine >&2; }\n${PACKAGE}`,
  ),
  single(
    'declare is local',
    `declare -a _lost=(x)\ndeclare -g _kept=y\nexport _exp=z\nbuild() { echo "@[$_lost][$_kept][$_exp]" >&2; }\n${PACKAGE}`,
  ),
  single(
    'helpers and arrays',
    `_list=(a "b c")\n_help() { echo "@$# \${_list[1]}" >&2; }\nbuild() { _help "\${_list[@]}"; }\n${PACKAGE}`,
  ),
  single(
    'source date epoch',
    `build() { echo "@$SOURCE_DATE_EPOCH" >&2; env | grep -c ^SOURCE_DATE_EPOCH=1 | sed s/^/@/ >&2; }\n${PACKAGE}`,
  ),
  single(
    'flags only from build on',
    `prepare() { env | grep -E '^(CFLAGS|CHOST|MAKEFLAGS)=' | sed s/^/@/ >&2 || echo @none >&2; }\nbuild() { env | grep -E '^(CFLAGS|CHOST|LDFLAGS|MAKEFLAGS)=' | sort | sed s/^/@/ >&2; }\n${PACKAGE}`,
  ),
  single('flags in package', `package() { echo "@$CFLAGS $CHOST" >&2; }\n`),
  single('flags of the file', `CFLAGS+=' -g'\nbuild() { echo "@$CFLAGS" >&2; }\n${PACKAGE}`),
  single(
    'no buildflags',
    `options=(!buildflags)\nbuild() { echo "@[$CFLAGS][$CHOST][$MAKEFLAGS]" >&2; }\n${PACKAGE}`,
  ),
  single('no makeflags', `options=(!makeflags)\nbuild() { echo "@[$CFLAGS][$MAKEFLAGS]" >&2; }\n${PACKAGE}`),
  single('lto', `options=(lto)\nbuild() { echo "@[$CFLAGS][$CXXFLAGS][$LDFLAGS]" >&2; }\n${PACKAGE}`),
  single(
    'architecture lists',
    `depends=(a)\ndepends_x86_64=(b)\nbuild() { echo "@\${depends[*]} [\${depends_x86_64[*]}]" >&2; }\n${PACKAGE}`,
  ),
  single(
    'messages',
    `build() { { msg a; msg2 b; plain c; warning d; error e; } 2>&1 | sed s/^/@/ >&2; }\n${PACKAGE}`,
  ),
  single('subshell body', `build() ( cd /; echo "@$PWD" >&2 )\ncheck() { echo "@$PWD" >&2; }\n${PACKAGE}`),
  single('options array', `options=(!strip)\nbuild() { echo "@\${options[*]}" >&2; }\n${PACKAGE}`),
];

const FAILURES: readonly ComparedRecipe[] = [
  ['false', 'build() { false; }'],
  ['return', 'build() { return 3; }'],
  ['exit', 'build() { exit 3; }'],
  ['set +e', 'build() { set +e; false; echo @on >&2; }'],
  ['assignment', 'build() { _x=$(false); echo @on >&2; }'],
  ['local assignment passes', 'build() { local x=$(false); echo @on >&2; }'],
  ['or true passes', '_f() { false; echo @on >&2; }\nbuild() { _f || true; }'],
  ['pipe passes', 'build() { false | true; echo @on >&2; }'],
  ['if passes', 'build() { if false; then :; fi; echo @on >&2; }'],
  ['negation passes', 'build() { ! true; echo @on >&2; }'],
  ['and list passes', 'build() { false && true; echo @on >&2; }'],
  ['final and list fails', 'build() { false && true; }'],
  ['inner subshell', 'build() { ( exit 4 ); echo @on >&2; }'],
  ['missing command', 'build() { no-such-program; echo @on >&2; }'],
  ['missing at the top level passes', 'no-such-program\nbuild() { echo @on >&2; }'],
  ['a false test at the top level passes', 'build() { :; }\n_x=1\n[[ a = b ]] && _x=2'],
  ['top level returns', `build() { echo @on >&2; }\n${PACKAGE}return 0\nfalse`],
  ['top level exits', 'build() { :; }\nexit 7'],
  ['prepare fails', 'prepare() { false; }'],
  ['check fails', 'check() { false; }'],
  ['pkgver fails', 'pkgver() { false; }'],
  ['package fails', ''],
  ['arithmetic zero', 'build() { (( 0 )); echo @on >&2; }'],
  ['trap removed', 'build() { trap - ERR; set +eE; false; echo @on >&2; }'],
].map(([name = '', body]) =>
  single(`failure: ${name}`, `${body}\n${name === 'package fails' ? 'package() { false; }\n' : PACKAGE}`),
);

const VERSIONS: readonly ComparedRecipe[] = [
  ['new', 'pkgver() { echo 2.0; }\nbuild() { echo "@$pkgver $pkgrel" >&2; }'],
  ['same', 'pkgver() { echo 1.0; }\nbuild() { echo "@$pkgver $pkgrel" >&2; }'],
  ['dash', 'pkgver() { echo 1-0; }'],
  ['nothing', 'pkgver() { :; }'],
  ['blank', 'pkgver() { echo "1 0"; }'],
  ['colon', 'pkgver() { echo 1:0; }'],
  ['slash', 'pkgver() { echo 1/0; }'],
  [
    'state lost',
    '_t=a\nprepare() { _t=b; _o=c; }\npkgver() { _l=d; echo 2; }\nbuild() { echo "@$_t $_o [$_l]" >&2; }',
  ],
  ['derived', '_d="v$pkgver"\npkgver() { echo 3; }\nbuild() { echo "@$_d $srcdir" >&2; }'],
  ['plus and dots', 'pkgver() { echo 1.0.r5+gabc; }'],
].map(([name, body]) => single(`pkgver: ${name}`, `${body}\n${PACKAGE}`));

const PACKAGES: readonly ComparedRecipe[] = [
  single(
    'full metadata',
    `epoch=1\npkgdesc='some   text'\nurl=https://localhost\nlicense=(MIT Apache-2.0)\ngroups=(g)\ndepends=('a>=1' b)\noptdepends=('c: for   this')\nprovides=(p=1)\nconflicts=(q)\nreplaces=(r)\nmakedepends=(m)\ncheckdepends=(k)\nbackup=(usr/file)\n${PACKAGE}`,
  ),
  single(
    'overrides',
    `depends=(a)\ndepends_x86_64=(ax)\npackage() { depends=(new); depends_x86_64+=(late); pkgdesc=here; license=(); install -d "$pkgdir/x"; }\n`,
  ),
  single('architecture', `arch=(x86_64)\n${PACKAGE}`),
  single(
    'modes',
    'package() { cd "$pkgdir"; umask 0; for m in 600 644 755 4755 2755 444; do echo $m > f$m; chmod $m f$m; done; mkdir -m 700 d700; mkdir -m 1777 d1777; ln -s f644 link; ln -s /nowhere dangling; }\n',
  ),
  single(
    'names',
    `package() { cd "$pkgdir"; touch "a b" "it's" '"q"' 'a#b' 'a=b' 'back\\slash' -dash a a-b a.c; mkdir -p a-d; touch a-d/x; }\n`,
  ),
  single('hard links', 'package() { cd "$pkgdir"; echo text > one; ln one two; }\n'),
  single(
    'long names',
    'package() { _d=$(printf "d%.0s" {1..60}); mkdir -p "$pkgdir/$_d/$_d/$_d"; touch "$pkgdir/$_d/$_d/$_d/$_d"; }\n',
  ),
  single('dot file', 'package() { touch "$pkgdir/.hidden"; }\n'),
  single('inner dot file', 'package() { mkdir "$pkgdir/etc"; touch "$pkgdir/etc/.fine"; }\n'),
  single('install script', `install=demo.install\n${PACKAGE}`, {
    files: { 'demo.install': 'post_install() { :; }\n' },
  }),
  single(
    'no docs',
    'options=(!docs)\npackage() { install -Dm644 /dev/null "$pkgdir/usr/share/doc/demo/x"; install -Dm644 /dev/null "$pkgdir/usr/y"; }\n',
  ),
  single(
    'no empty folders',
    'options=(!emptydirs)\npackage() { mkdir -p "$pkgdir/a/b/c"; install -Dm644 /dev/null "$pkgdir/x/y"; }\n',
  ),
  single(
    'no libtool',
    'options=(!libtool)\npackage() { install -Dm644 /dev/null "$pkgdir/usr/lib/a.la"; }\n',
  ),
  single(
    'no static libraries',
    'options=(!staticlibs)\npackage() { mkdir "$pkgdir/l"; touch "$pkgdir"/l/{a.a,a.so,b.a}; }\n',
  ),
  single(
    'manuals',
    'package() { cd "$pkgdir"; mkdir -p usr/share/man/man1 usr/share/man/de/man1; echo p > usr/share/man/man1/d.1; ln -s d.1 usr/share/man/man1/e.1; ln usr/share/man/man1/d.1 usr/share/man/man1/f.1; ln -s ../../man1/d.1 usr/share/man/de/man1/d.1; }\n',
  ),
  single(
    'purge',
    'package() { cd "$pkgdir"; mkdir -p usr/share/info usr/lib; touch usr/share/info/dir usr/lib/.packlist usr/lib/a.pod usr/lib/b; }\n',
  ),
  single(
    'last word of options',
    'options=(!docs docs)\npackage() { install -Dm644 /dev/null "$pkgdir/usr/share/doc/x"; }\n',
  ),
  single(
    'writes to srcdir',
    'package() { echo made > "$srcdir/made"; install -Dm644 "$srcdir/made" "$pkgdir/made"; }\n',
  ),
  single('package named after it', 'package_demo() { touch "$pkgdir/x"; echo "@$pkgdir" >&2; }\n'),
  split(
    'split',
    `package_one() { echo "@$pkgname \${pkgname[*]} $pkgdir" >&2; touch "$pkgdir/1"; }\npackage_two() { echo "@$pkgname \${pkgname[*]} $pkgdir" >&2; touch "$pkgdir/2"; }\n`,
  ),
  split(
    'split leaks',
    'package_one() { _l=x; export _e=y; cd /; }\npackage_two() { echo "@[$_l][$_e] $PWD" >&2; }\n',
  ),
  split(
    'split overrides',
    `pkgdesc=all\ndepends=(a)\npackage_one() { pkgdesc+=" one"; depends+=(b); provides=(p); options=(!docs); }\npackage_two() { echo "@$pkgdesc \${depends[*]} [\${provides[*]}] [\${options[*]}]" >&2; depends=(); }\n`,
  ),
  split('split second fails', 'package_one() { touch "$pkgdir/1"; }\npackage_two() { false; }\n'),
  single(
    'odd path',
    `build() { echo "@$srcdir" >&2; echo x > f; }\npackage() { install -Dm644 f "$pkgdir/f"; }\n`,
    {
      folder: `it's "a" folder ☃`,
    },
  ),
];

/** What functions do and how they fail. */
export const FUNCTION_RECIPES: readonly ComparedRecipe[] = [...FAILURES, ...VERSIONS];

/** What is shared, and what is packaged. */
export const PACKAGE_RECIPES: readonly ComparedRecipe[] = [...STATE, ...PACKAGES];
