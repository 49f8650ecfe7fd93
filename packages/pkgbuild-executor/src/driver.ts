/**
 * The bash program that reads a PKGBUILD and calls its functions, as makepkg's behaviour is described in
 * PKGBUILD(5) and makepkg(8). It is handed to `bash -c`, never written to disk: a recipe may write everywhere
 * in its work folder, and the package phase starts a new bash.
 *
 * Arguments: PKGBUILD, startdir, srcdir, the parent of all pkgdirs, pkgbase, CARCH, and the file that takes the
 * facts of a failed command (status, line, command, file; each ended by NUL). `$0` is `makepkg`.
 *
 * On descriptor 3 it takes requests of six fields, each ended by NUL: id, `source` | `call` | `capture`,
 * function, working directory, package, pkgdir. It answers each with three: the id, the status or `missing` when
 * there is no such function, and `$pkgver`. A function that fails ends the program with the function's status.
 * Descriptor 4 takes what a captured function prints. Both are closed while the recipe's code runs.
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
__rbee_sourced= __rbee_status= __rbee_request=()
set --

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
  if [[ $BASHPID == "$__rbee_shell" ]]; then
    builtin printf '%s\0' "$@" >| "$__rbee_failure" || :
  fi
  exit "$1"
}

__rbee_perform() {
  if [[ $1 == source ]]; then
    __rbee_source "$__rbee_pkgbuild"
    __rbee_status=$?
    [[ $__rbee_sourced ]] || __rbee_after_first_source
    return 0
  fi
  if ! declare -F -- "$2" >/dev/null; then
    __rbee_status=missing
    return 0
  fi
  if [[ $4 ]]; then
    pkgname=$4
    pkgdir=$5
  fi
  if [[ $1 == capture ]]; then
    ( __rbee_call "$2" "$3" ) >&4
  else
    __rbee_call "$2" "$3"
  fi
  __rbee_status=$?
}

while builtin mapfile -t -d '' -n 6 -u 3 __rbee_request && (( ${'$'}{#__rbee_request[@]} == 6 )); do
  __rbee_perform "${'$'}{__rbee_request[@]:1}"
  builtin printf '%s\0' "${'$'}{__rbee_request[0]}" "$__rbee_status" "${'$'}{pkgver-}" >&3
done
exit 0
`;
