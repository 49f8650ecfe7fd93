# shellcheck shell=bash
if (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404 )); then
  echo "bash $BASH_VERSION is too old: bash 4.4 or newer is needed" >&2
  exit 3
fi
umask 0022
shopt -s extglob
# Read by the recipe.
# shellcheck disable=SC2034
declare -r startdir=$2
# shellcheck disable=SC2034
CARCH=$6
__rbee_pkgbuild=$1 __rbee_srcdir=$3 __rbee_pkgdirbase=$4 __rbee_pkgbase=$5 __rbee_carch=$6 __rbee_failure=$7
__rbee_sourced='' __rbee_prepared='' __rbee_status='' __rbee_request=() __rbee_facts=() __rbee_exports=() __rbee_tidying=yes
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
# shellcheck disable=SC2034
readonly OPTIONS BUILDENV
# Each is NAME=value.
# shellcheck disable=SC2163
for __rbee_export in "${__rbee_exports[@]}"; do export "$__rbee_export"; done
export COMMAND_MODE=legacy TEXTDOMAIN=pacman-scripts TEXTDOMAINDIR=/usr/share/locale

# What makepkg defines for recipes; the first argument is a format of printf.
# shellcheck disable=SC2059,SC2317
plain() { local mesg=$1; shift; printf "    $mesg\n" "$@"; }
# shellcheck disable=SC2059,SC2317
msg() { local mesg=$1; shift; printf "==> $mesg\n" "$@"; }
# shellcheck disable=SC2059,SC2317
msg2() { local mesg=$1; shift; printf "  -> $mesg\n" "$@"; }
# shellcheck disable=SC2059
warning() { local mesg=$1; shift; printf "==> WARNING: $mesg\n" "$@" >&2; }
# shellcheck disable=SC2059
error() { local mesg=$1; shift; printf "==> ERROR: $mesg\n" "$@" >&2; }
