import { PACKAGE_DRIVER } from './driver-package.js';

/**
 * The bash program that reads a PKGBUILD and calls its functions, as makepkg's behaviour is described in
 * PKGBUILD(5) and makepkg(8). It is handed to `bash -c`, never written to disk: a recipe may write everywhere
 * in its work folder, and the package phase starts a new bash.
 *
 * Arguments: PKGBUILD, startdir, srcdir, the parent of all pkgdirs, pkgbase, CARCH, the file that takes the facts
 * of failed commands (shell, status, line, command, file; each ended by NUL), the bound on processes or nothing,
 * and the configuration: for each variable its name, the number of its values or `-` for a scalar, and the
 * values; of those that begin with `__rbee_`, one tells whether to tidy, and one lists `NAME=value` to export. `$0`
 * is `makepkg`.
 *
 * On descriptor 3 it takes requests of six fields, each ended by NUL: id, `source` | `call` | `capture` |
 * `package` | `finish` | `exports`, function, working directory, package, pkgdir. It answers each with the id, the status or `missing`
 * when there is no such function, `$pkgver`, what `times` prints, the number of facts, and for each fact three
 * fields. A function that fails ends the program with the function's status. Descriptor 4 takes what a captured
 * function prints. Both are closed while the recipe's code runs.
 */
export const DRIVER = String.raw`
if (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404 )); then
  echo "bash $BASH_VERSION is too old: bash 4.4 or newer is needed" >&2
  exit 3
fi
umask 0022
shopt -s extglob
declare -r startdir=$2
CARCH=$6
__rbee_pkgbuild=$1 __rbee_srcdir=$3 __rbee_pkgdirbase=$4 __rbee_pkgbase=$5 __rbee_carch=$6 __rbee_failure=$7
__rbee_sourced= __rbee_prepared= __rbee_status= __rbee_request=() __rbee_facts=()
[[ -z $8 ]] || ulimit -u "$8" || exit 3
shift 8
while (( $# )); do
  if [[ $2 == - ]]; then
    builtin printf -v "$1" %s "$3"
    shift 3
  else
    builtin eval "$1=(\"\${@:3:$2}\")"
    shift "$(( $2 + 2 ))"
  fi
done
readonly OPTIONS BUILDENV
for __rbee_export in "${'$'}{__rbee_exports[@]}"; do export "$__rbee_export"; done
export COMMAND_MODE=legacy TEXTDOMAIN=pacman-scripts TEXTDOMAINDIR=/usr/share/locale

plain() { local mesg=$1; shift; printf "    $mesg\n" "$@"; }
msg() { local mesg=$1; shift; printf "==> $mesg\n" "$@"; }
msg2() { local mesg=$1; shift; printf "  -> $mesg\n" "$@"; }
warning() { local mesg=$1; shift; printf "==> WARNING: $mesg\n" "$@" >&2; }
error() { local mesg=$1; shift; printf "==> ERROR: $mesg\n" "$@" >&2; }

# Called with the file as its one argument, so that the file sees it as $1.
__rbee_source() {
  shopt -u extglob
  builtin source "$1" 3>&- 4>&-
  __rbee_status=$?
  shopt -s extglob
  return "$__rbee_status"
}

# makepkg merges the lists of the architecture once, before it runs anything.
__rbee_after_first_source() {
  local __rbee_name
  for __rbee_name in provides conflicts depends replaces optdepends makedepends checkdepends; do
    __rbee_merge_architecture "$__rbee_name"
  done
  pkgbase=${'$'}{pkgbase:-$__rbee_pkgbase}
  srcdir=$__rbee_srcdir
  pkgdirbase=$__rbee_pkgdirbase
  pkgdir=$__rbee_pkgdirbase/$__rbee_pkgbase
  __rbee_sourced=1
}

__rbee_merge_architecture() {
  declare -p "$1_$__rbee_carch" &>/dev/null || return 0
  local -n __rbee_all=$1 __rbee_own=$1_$__rbee_carch
  __rbee_all+=("${'$'}{__rbee_own[@]}")
  unset -v __rbee_own
}

# y, n, or nothing where no list names the option: the last word counts.
__rbee_option() {
  local __rbee_word __rbee_answer= __rbee_own=options_$__rbee_carch[@]
  for __rbee_word in "${'$'}{OPTIONS[@]}" "${'$'}{options[@]}" "${'$'}{!__rbee_own}"; do
    case $__rbee_word in
      "$1") __rbee_answer=y ;;
      "!$1") __rbee_answer=n ;;
    esac
  done
  [[ $__rbee_answer == "$2" ]]
}

# What build(), check() and the package functions have in their environment, and the functions before them not.
__rbee_prepare_environment() {
  local __rbee_name __rbee_map=-ffile-prefix-map=$srcdir=${'$'}{DBGSRCDIR:-/usr/src/debug}/$pkgbase
  local __rbee_flags=(CPPFLAGS CFLAGS CXXFLAGS LDFLAGS FFLAGS FCFLAGS DEBUG_FFLAGS RUSTFLAGS DEBUG_RUSTFLAGS)
  [[ -z $__rbee_prepared ]] || return 0
  __rbee_prepared=1
  if __rbee_option buildflags n; then
    unset -v "${'$'}{__rbee_flags[@]}"
  elif __rbee_option debug y; then
    for __rbee_name in CFLAGS CXXFLAGS FFLAGS FCFLAGS; do
      local -n __rbee_flag=$__rbee_name __rbee_debug=DEBUG_${'$'}{__rbee_name/FCFLAGS/FFLAGS}
      [[ -z ${'$'}{__rbee_debug-} ]] || __rbee_flag+=" $__rbee_debug $__rbee_map"
      unset -n __rbee_flag __rbee_debug
    done
    [[ -z ${'$'}{DEBUG_RUSTFLAGS-} ]] ||
      RUSTFLAGS+=" $DEBUG_RUSTFLAGS --remap-path-prefix=${'$'}{__rbee_map#*=}"
  fi
  if __rbee_option lto y && ! __rbee_option buildflags n; then
    for __rbee_name in CFLAGS CXXFLAGS LDFLAGS; do
      builtin printf -v "$__rbee_name" '%s %s' "${'$'}{!__rbee_name-}" "${'$'}{LTOFLAGS:--flto}"
    done
  fi
  if __rbee_option makeflags n; then unset -v MAKEFLAGS; fi
  for __rbee_name in "${'$'}{__rbee_flags[@]}" CHOST MAKEFLAGS; do
    [[ ! -v $__rbee_name ]] || export "$__rbee_name"
  done
}

# What the process of the packages inherits; bash and the caller set the rest.
__rbee_tell_exports() {
  local __rbee_name
  while builtin read -r __rbee_name; do
    case $__rbee_name in
      PWD | OLDPWD | SHLVL | _ | HOME | TMPDIR | BASH* | SHELLOPTS) ;;
      *) __rbee_facts+=(export "$__rbee_name" "${'$'}{!__rbee_name-}") ;;
    esac
  done < <(builtin compgen -e)
  __rbee_status=0
}

# The trap stays in force after "set +e" in the recipe, and an inner shell of the recipe ends by it too; but
# only the shell that runs the function knows that the function failed.
__rbee_call() {
  local -
  local __rbee_shell=$BASHPID __rbee_shopts
  __rbee_shopts=$(shopt -p)
  builtin cd -- "$2"
  set -o errexit -o errtrace
  trap '__rbee_failed "$?" "$LINENO" "$BASH_COMMAND" "${'$'}{BASH_SOURCE[0]}"' ERR
  "$1" 3>&- 4>&-
  __rbee_status=$?
  trap - ERR
  eval "$__rbee_shopts"
  return "$__rbee_status"
}

__rbee_failed() {
  local __rbee_who=inner
  if [[ $BASHPID == "$__rbee_shell" ]]; then __rbee_who=outer; fi
  [[ -h ${'$'}{__rbee_failure%/*} || -h $__rbee_failure || -p $__rbee_failure ]] ||
    builtin printf '%s\0' "$__rbee_who" "$@" >> "$__rbee_failure" || :
  exit "$1"
}

${PACKAGE_DRIVER}
__rbee_perform() {
  __rbee_facts=()
  if [[ $1 == source ]]; then
    __rbee_source "$__rbee_pkgbuild"
    __rbee_status=$?
    [[ $__rbee_sourced ]] || __rbee_after_first_source
    return 0
  fi
  if [[ $1 == exports ]]; then
    __rbee_tell_exports
    return 0
  fi
  if [[ $1 == finish ]]; then
    __rbee_finish_package "$5"
    return 0
  fi
  if ! declare -F -- "$2" >/dev/null; then
    __rbee_status=missing
    return 0
  fi
  case $2 in
    build | check | package*) __rbee_prepare_environment ;;
  esac
  case $1 in
    capture) ( __rbee_call "$2" "$3" ) >&4 ;;
    package) __rbee_package "$2" "$3" "$4" "$5" ;;
    *) __rbee_call "$2" "$3" ;;
  esac
  __rbee_status=$?
}

while builtin mapfile -t -d '' -n 6 -u 3 __rbee_request && (( ${'$'}{#__rbee_request[@]} == 6 )); do
  __rbee_perform "${'$'}{__rbee_request[@]:1}"
  {
    builtin printf '%s\0' "${'$'}{__rbee_request[0]}" "$__rbee_status" "${'$'}{pkgver-}"
    builtin times
    builtin printf '\0%s\0' "$(( ${'$'}{#__rbee_facts[@]} / 3 ))"
    (( ${'$'}{#__rbee_facts[@]} == 0 )) || builtin printf '%s\0' "${'$'}{__rbee_facts[@]}"
  } >&3
done
exit 0
`;
