# The driver's files share variables; all of them together are checked as one program.
# shellcheck shell=bash disable=SC2034,SC2154

__rbee_overrides=(pkgdesc arch url license groups depends optdepends provides conflicts replaces backup options
  install changelog)

# Function, working directory, package, pkgdir. The variables a package may override are its own; all others
# stay for the packages after it, as makepkg has it.
__rbee_package() {
  local __rbee_name
  __rbee_saved_pkgdir=$pkgdir
  for __rbee_name in "${__rbee_overrides[@]}"; do __rbee_save "$__rbee_name"; done
  # shellcheck disable=SC2034,SC2178
  pkgname=$3
  pkgdir=$4
  __rbee_call "$1" "$2"
}

# Pkgdir. What comes after the package's function, once it is sure that its folder is still its folder.
__rbee_finish_package() {
  local __rbee_name
  pkgdir=$1
  ( IFS=$' \t\n'; shopt -s nullglob; set +efu; builtin cd -P -- "$pkgdir" && __rbee_tidy ) 3>&- 4>&-
  __rbee_lint
  for __rbee_name in provides conflicts depends replaces optdepends makedepends checkdepends; do
    __rbee_merge_architecture "$__rbee_name"
  done
  __rbee_report_metadata
  __rbee_report_owners
  pkgdir=$__rbee_saved_pkgdir
  for __rbee_name in "${__rbee_overrides[@]}"; do __rbee_restore "$__rbee_name"; done
  __rbee_status=0
}

__rbee_save() {
  local -n __rbee_from=$1 __rbee_to=__rbee_saved_$1
  __rbee_to=("${__rbee_from[@]}")
}

__rbee_restore() {
  # shellcheck disable=SC2178
  local -n __rbee_to=$1 __rbee_from=__rbee_saved_$1
  unset -v __rbee_to
  if [[ -n ${__rbee_from[0]-} ]]; then __rbee_to=("${__rbee_from[@]}"); fi
}

__rbee_report_metadata() {
  local __rbee_name __rbee_value
  for __rbee_name in pkgname pkgbase pkgver pkgrel epoch pkgdesc url install changelog; do
    __rbee_facts+=(scalar "$__rbee_name" "${!__rbee_name-}")
  done
  for __rbee_name in arch license groups depends optdepends provides conflicts replaces backup options \
    makedepends checkdepends xdata; do
    # shellcheck disable=SC2178
    local -n __rbee_values=$__rbee_name
    for __rbee_value in "${__rbee_values[@]}"; do __rbee_facts+=(list "$__rbee_name" "$__rbee_value"); done
    unset -n __rbee_values
  done
}

# Under fakeroot a file may belong to another user than root, or be neither readable nor writable: only this
# process knows.
__rbee_report_owners() {
  [[ -n ${FAKEROOTKEY-} ]] || return 0
  local __rbee_who __rbee_path
  while IFS= builtin read -r -d '' __rbee_who && IFS= builtin read -r -d '' __rbee_path; do
    __rbee_facts+=(owner "$__rbee_who" "$__rbee_path")
  done < <(
    command find "$pkgdir" -mindepth 1 \
      '(' ! -uid 0 -o ! -gid 0 -o -type f ! -perm -600 -o -type d ! -perm -700 ')' \
      -printf '%U %G %u %g %m\0%P\0' 3>&- 4>&-
  )
}
