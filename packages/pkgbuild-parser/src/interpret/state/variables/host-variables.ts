const BASH = `BASH BASHOPTS BASHPID BASH_ARGC BASH_ARGV BASH_COMMAND BASH_ENV BASH_LINENO BASH_SOURCE BASH_SUBSHELL
  BASH_VERSINFO BASH_VERSION COLUMNS COMP_WORDBREAKS DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS
  HISTCMD HOSTNAME HOSTTYPE LINENO LINES MACHTYPE OLDPWD OPTERR OPTIND OSTYPE PATH PIPESTATUS PPID PS4 PWD RANDOM
  SECONDS SHELL SHELLOPTS SHLVL SRANDOM TERM UID _`;

const SESSION = `DISPLAY EDITOR HOME LANG LANGUAGE LC_ALL LC_COLLATE LC_CTYPE LC_MESSAGES LC_NUMERIC LC_TIME LOGNAME
  MAIL SUDO_UID SUDO_USER TEMP TMP TMPDIR TZ USER VISUAL XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
  XDG_RUNTIME_DIR XDG_STATE_HOME`;

const MAKEPKG = `BUILDDIR BUILDENV BUILDTOOL BUILDTOOLVER CC CFLAGS CHOST COMPRESSBZ2 COMPRESSGZ COMPRESSLRZ COMPRESSLZ
  COMPRESSLZ4 COMPRESSLZO COMPRESSXZ COMPRESSZ COMPRESSZST CPPFLAGS CXX CXXFLAGS DBGSRCDIR DEBUG_CFLAGS
  DEBUG_CXXFLAGS DEBUG_RUSTFLAGS DISTCC_HOSTS DLAGENTS DOC_DIRS GITFLAGS GPGKEY INTEGRITY_CHECK LDFLAGS LIB_DIRS
  LOGDEST LTOFLAGS MAKEFLAGS MAKEPKG_CONF MAN_DIRS NINJAFLAGS NPROC OPTIONS PACKAGER PACMAN PACMAN_AUTH PKGDEST
  PKGEXT PURGE_TARGETS RUSTFLAGS SOURCE_DATE_EPOCH SRCDEST SRCEXT SRCPKGDEST STRIP_BINARIES STRIP_SHARED
  STRIP_STATIC VCSCLIENTS startdir`;

/** Of makepkg's own variables those that it makes read-only before it reads the file. */
const MAKEPKG_CONSTANTS: readonly string[] =
  `BUILDENV OPTIONS build_options buildenv_functions confdir executable_functions known_hash_algos lint_config_functions
  lint_package_functions lint_pkgbuild_functions makepkg_version packaging_options pkgbuild_schema_arch_arrays
  pkgbuild_schema_arrays pkgbuild_schema_package_overrides pkgbuild_schema_strings startdir tidy_modify
  tidy_remove`.split(/\s+/);

const constants: ReadonlySet<string> = new Set([
  ...MAKEPKG_CONSTANTS,
  ...'BASHOPTS BASH_VERSINFO EUID PPID SHELLOPTS UID'.split(' '),
]);

/** Whether bash or makepkg has made a variable read-only before the file is read. */
export function isConstant(name: string): boolean {
  return constants.has(name);
}

const MAKEPKG_STATE = `ARGLIST ASDEPS BUILDFILE BUILDFUNC BUILDPKG CHECKFUNC CLEANBUILD CLEANUP COMMAND_MODE DEP_BIN FORCE
  GENINTEG HOLDVER IGNOREARCH INFAKEROOT INSTALL LIBRARY LOGGING NEEDED NOARCHIVE NOBUILD NODEPS NOEXTRACT PACMAN_OPTS
  PACMAN_PATH PKGFUNC PKGVERFUNC PREPAREFUNC PRINTSRCINFO REPKG REPRODUCIBLE RMDEPS SIGNPKG SKIPCHECKSUMS SKIPPGPCHECK
  SOURCEONLY SPLITPKG TEXTDOMAIN TEXTDOMAINDIR VERIFYSOURCE XDG_PACMAN_DIR extra_environment func lib shellopts signal
  using_ccache`;

const OWN_NAMES = /^(?:LIBMAKEPKG_|E_[A-Z])/;

/** Variables that bash, the session or makepkg's configuration may set: without a fact they are not known. */
export const hostVariables: ReadonlySet<string> = new Set([
  ...`${BASH} ${SESSION} ${MAKEPKG} ${MAKEPKG_STATE}`.split(/\s+/),
  ...MAKEPKG_CONSTANTS,
]);

/** Whether a variable that the file does not set may be set all the same. */
export function isHostVariable(name: string): boolean {
  return hostVariables.has(name) || OWN_NAMES.test(name);
}

/** Variables that bash computes whenever they are read; an assignment does not pin them. */
export const computedVariables: ReadonlySet<string> = new Set(
  'BASHPID BASH_COMMAND BASH_LINENO BASH_SOURCE EPOCHREALTIME EPOCHSECONDS FUNCNAME LINENO RANDOM SECONDS SRANDOM _'.split(
    ' ',
  ),
);
