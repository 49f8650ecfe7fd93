# The driver's files share variables; all of them together are checked as one program.
# shellcheck shell=bash disable=SC2034,SC2154

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
  pkgbase=${pkgbase:-$__rbee_pkgbase}
  srcdir=$__rbee_srcdir
  # shellcheck disable=SC2034
  pkgdirbase=$__rbee_pkgdirbase
  pkgdir=$__rbee_pkgdirbase/$__rbee_pkgbase
  __rbee_sourced=1
}

__rbee_merge_architecture() {
  declare -p "$1_$__rbee_carch" &>/dev/null || return 0
  local -n __rbee_all=$1 __rbee_own=$1_$__rbee_carch
  __rbee_all+=("${__rbee_own[@]}")
  unset -v __rbee_own
}

# What the file says of itself, for who did not read it before.
__rbee_report_names() {
  local __rbee_one
  __rbee_facts+=(scalar pkgbase "${pkgbase:-${pkgname[0]-}}")
  for __rbee_one in "${pkgname[@]}"; do __rbee_facts+=(list pkgname "$__rbee_one"); done
  for __rbee_one in verify prepare pkgver build check package "${pkgname[@]/#/package_}"; do
    declare -F -- "$__rbee_one" >/dev/null && __rbee_facts+=(list function "$__rbee_one")
  done
  return 0
}
